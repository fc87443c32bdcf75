"""A Modbus RTU server on Debian's pymodbus: holding registers of unit 1 as a digit display has them.

Usage: pymodbus-server.py PORT COUNT. Prints "ready", then "wrote FIRST VALUE..." for each write of a client. Takes on standard input
"set REGISTER VALUE" (somebody else writes), "silent" and "speak".
"""

import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusSerialServer
from pymodbus.transaction import ModbusRtuFramer

UNIT = 1
BLANK_AND_HALF_BRIGHT = [0x20] * 6 + [0, 0, 0, 4, 0, 0, 0, 0, 0, 0]


class Registers(ModbusSequentialDataBlock):
    def setValues(self, address, values):
        super().setValues(address, values)
        print("wrote", address, *values, flush=True)


async def main(port, count):
    registers = Registers(0, BLANK_AND_HALF_BRIGHT[:count])
    display = ModbusSlaveContext(hr=registers, zero_mode=True)
    units = ModbusServerContext(slaves={UNIT: display}, single=False)

    def obey():
        what, *numbers = sys.stdin.readline().split() or ["end"]
        if what == "set":
            register, value = map(int, numbers)
            registers.values[register] = value
        elif what == "silent":
            del units[UNIT]
        elif what == "speak":
            units[UNIT] = display
        else:
            sys.exit()
        print("done", what, flush=True)

    # A missing unit says nothing instead of an exception.
    server = ModbusSerialServer(units, framer=ModbusRtuFramer, port=port, baudrate=9600, ignore_missing_slaves=True)
    await server.start()
    asyncio.get_running_loop().add_reader(sys.stdin, obey)
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
