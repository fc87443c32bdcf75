/** Why a link ended. `local`: we closed it. `lost`: unplugged, reset or shut by the peer. */
export interface CloseReason {
  readonly kind: 'local' | 'lost';
  /** One sentence for the log and the alarm, e.g. `device node /dev/ttyUSB0 is gone`. */
  readonly detail: string;
}

/**
 * An open full-duplex byte stream: serial port, TCP connection, USB printer or one end of an in-memory pair. It is
 * open from the moment its factory resolves until `closed` resolves, and is never opened again: a new connection is a
 * new object, so that no byte of an old ticket can wait inside (reference/usb-hotplug.md, point 2).
 */
export interface ByteLink {
  /** For logs and alarm texts, e.g. `tcp 10.0.0.9:9100` or `serial /dev/ttyUSB0`. */
  readonly name: string;
  /**
   * Hands bytes to the operating system; resolves when it took them all, so awaiting it is the back-pressure.
   * Rejects with TRANSPORT_WRITE_TIMEOUT after `timeoutMs` (default 5000; the link is then closed, because part of the
   * bytes may be out) or TRANSPORT_CLOSED. It does not say that the device received anything.
   */
  write(bytes: Uint8Array, options?: { timeoutMs?: number }): Promise<void>;
  /** Sets the one receiver. Bytes that came before are delivered at once; chunk borders mean nothing. */
  onData(receiver: (bytes: Uint8Array) => void): void;
  /** Resolves once, when the link is down for good, whoever ended it. */
  readonly closed: Promise<CloseReason>;
  /** Ends the link and resolves when the operating system has released it. Idempotent, never rejects. */
  close(): Promise<void>;
}

/**
 * An open port of this machine at which a device calls. It stays while connections come and go; each of these is a link of
 * its own, and nothing but what it says tells whether the device or a stranger is at its other end.
 */
export interface ListenPort {
  /** For logs and alarm texts, e.g. `tcp-listen 10.0.0.2:9000`. */
  readonly name: string;
  /** Sets the one receiver of connections; those that came before are handed on at once. */
  onConnection(receiver: (link: ByteLink) => void): void;
  /** Resolves once, when nobody can call any more, whoever ended it. */
  readonly closed: Promise<CloseReason>;
  /** Ends the port and its connections and resolves when both are released. Idempotent, never rejects. */
  close(): Promise<void>;
}

/** An open HID device with the same life cycle as a ByteLink; its unit is the report, not the byte. */
export interface HidLink {
  readonly name: string;
  /** Sends one output report, report number first (0 where the device has none). Errors as ByteLink.write. */
  write(report: Uint8Array): Promise<void>;
  onReport(receiver: (report: Uint8Array) => void): void;
  /** Reads or sends a feature report, report number first. */
  getFeature(reportId: number, length: number): Promise<Uint8Array>;
  setFeature(report: Uint8Array): Promise<void>;
  readonly closed: Promise<CloseReason>;
  close(): Promise<void>;
}

/** USB identity as printed on the label or by `lsusb`; hex text without 0x, lower case. */
export interface UsbIdentity {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string | undefined;
  /** Socket the device sits in, as in /dev/serial/by-path, for devices that share one serial number. */
  readonly usbPath?: string | undefined;
}

/** How a serial line is set. */
export type LineFormat = {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
};

export type SerialSettings = LineFormat & {
  readonly type: 'serial';
  readonly path?: string | undefined;
  readonly usb?: UsbIdentity | undefined;
  /** Other formats the line may have, tried by its bus; what is left out is as above. */
  readonly alternatives?:
    | readonly { readonly [Field in keyof LineFormat]?: LineFormat[Field] | undefined }[]
    | undefined;
  /** Who may hold us back: nobody, the device by its CTS wire, or the device by the characters XOFF and XON. */
  readonly flowControl: 'none' | 'hardware' | 'software';
};
export type TcpSettings = {
  readonly type: 'tcp';
  readonly host: string;
  readonly port: number;
  /** bits per second of the serial line behind a device server, for the pauses and time-outs of its bus. */
  readonly baudRate?: number | undefined;
};
/** Where a device connects to us; one device per port. */
export type TcpListenSettings = {
  readonly type: 'tcp-listen';
  /** Address of this machine. */
  readonly host: string;
  readonly port: number;
  /** Addresses or networks (`10.0.0.0/24`) that may call; absent = any. */
  readonly from?: readonly string[] | undefined;
};
/** A HID device behind a TCP relay. */
export type HidTcpSettings = {
  readonly type: 'hid-tcp';
  readonly host: string;
  readonly port: number;
};
/** A printer behind the kernel's printer device; by path or by identity. */
export type UsbPrinterSettings = {
  readonly type: 'usb-printer';
  readonly path?: string | undefined;
  readonly usb?: UsbIdentity | undefined;
};
export type HidSettings = {
  readonly type: 'hid';
  readonly usb: UsbIdentity;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
};
export type ByteLinkSettings = SerialSettings | TcpSettings | UsbPrinterSettings;
export type HidLinkSettings = HidSettings | HidTcpSettings;
export type LinkSettings = ByteLinkSettings | HidLinkSettings | TcpListenSettings;

/** Opens a byte link, or rejects with TRANSPORT_OPEN_FAILED, _PORT_NOT_FOUND or _PORT_AMBIGUOUS. */
export type OpenByteLink = (settings: ByteLinkSettings, signal: AbortSignal) => Promise<ByteLink>;
export type OpenListenPort = (settings: TcpListenSettings, signal: AbortSignal) => Promise<ListenPort>;
export type OpenHidLink = (settings: HidLinkSettings, signal: AbortSignal) => Promise<HidLink>;
