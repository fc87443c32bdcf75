/** led-boards-counters-hid.md 5.4, byte for byte. */
export const vectors: readonly {
  readonly name: string;
  readonly wire: string;
  readonly data: string;
  readonly parameter: number;
}[] = [
  {
    name: 'F1 status at start-up',
    wire: '7E FF FF FF FF D2 02 00 35 31 39 35 32 33 30 37 32 38 30 32 36 39 2C 32 30 32 33 30 31 30 31 30 39 30 30 30 30 2C 30 2C 30 2C 31 2C 31 2C 31 2C 56 31 2E 30 2D 45 4E 2C 48 58 2D 4E 42 49 89 D3 7D',
    data: '1952307280269,20230101090000,0,0,1,1,1,V1.0-EN,HX-NBI',
    parameter: 0x02,
  },
  {
    name: 'F2 10 in, 8 out',
    wire: '7E FF FF FF FF D2 02 00 36 31 39 35 32 33 30 37 32 38 30 32 36 39 2C 32 30 32 33 30 31 30 31 30 39 30 30 30 30 2C 31 30 2C 38 2C 31 2C 31 2C 31 2C 56 31 2E 30 2D 45 4E 2C 48 58 2D 4E 42 49 14 00 7D',
    data: '1952307280269,20230101090000,10,8,1,1,1,V1.0-EN,HX-NBI',
    parameter: 0x02,
  },
  {
    name: 'F3 answer with a blank at its end',
    wire: '7E FF FF FF FF D2 D2 00 27 30 2C 32 30 32 34 30 31 32 34 31 38 34 31 31 35 2C 30 30 30 30 2C 32 33 35 39 2C 35 2C 31 2C 30 2C 30 2C 30 2C 30 20 5D C9 7D',
    data: '0,20240124184115,0000,2359,5,1,0,0,0,0 ',
    parameter: 0xd2,
  },
  {
    name: 'F4 answer, clean',
    wire: '7E FF FF FF FF D2 02 00 26 30 2C 32 30 32 34 30 31 32 34 31 38 34 31 31 35 2C 30 30 30 30 2C 32 33 35 39 2C 35 2C 31 2C 30 2C 30 2C 30 2C 30 A2 62 7D',
    data: '0,20240124184115,0000,2359,5,1,0,0,0,0',
    parameter: 0x02,
  },
  {
    name: 'F5 receiver power low, binding lost',
    wire: '7E FF FF FF FF D2 02 00 35 31 39 35 32 33 30 37 32 38 30 32 36 39 2C 32 30 32 33 30 31 30 31 30 39 30 35 30 30 2C 33 2C 34 2C 30 2C 31 2C 30 2C 56 31 2E 30 2D 45 4E 2C 48 58 2D 4E 42 49 DD 9E 7D',
    data: '1952307280269,20230101090500,3,4,0,1,0,V1.0-EN,HX-NBI',
    parameter: 0x02,
  },
  {
    name: 'F6 escaped CRC',
    wire: '7E FF FF FF FF D2 02 00 36 31 39 35 32 33 30 37 32 38 30 32 36 39 2C 32 30 32 33 30 31 30 31 30 39 30 30 30 30 2C 32 37 2C 38 2C 31 2C 31 2C 31 2C 56 31 2E 30 2D 45 4E 2C 48 58 2D 4E 42 49 7C 5D 61 7D',
    data: '1952307280269,20230101090000,27,8,1,1,1,V1.0-EN,HX-NBI',
    parameter: 0x02,
  },
  {
    name: 'F7 refusal',
    wire: '7E FF FF FF FF D2 02 00 26 31 2C 32 30 32 34 30 31 32 34 31 38 34 31 31 35 2C 30 30 30 30 2C 32 33 35 39 2C 35 2C 31 2C 30 2C 30 2C 30 2C 30 33 AB 7D',
    data: '1,20240124184115,0000,2359,5,1,0,0,0,0',
    parameter: 0x02,
  },
];
