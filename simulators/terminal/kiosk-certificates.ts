import { z } from 'zod';

/** What a kiosk shows in a TLS handshake; PEM. */
export interface KioskCertificate {
  readonly key: string;
  readonly cert: string;
}

// Signed by themselves, for localhost and 127.0.0.1, as kiosks make them; the keys protect nothing.

/** Valid from 2020 to 2120. */
export const lasting: KioskCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrTC5O4Rjt8xmGohf
ZWvaXe4oct5OaM3dmJ9MbemxqZihRANCAARK7/2JrgmDlIIU3wq4zQFEG7OSSHSz
BWOHsuFYu85DQo05mcnPbSsh18Y8j0+5+9ZHDWlBGlw6Kjmg9mtBRC1Q
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBPjCB5aADAgECAgkBHNN1DjEMv+cwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJ
bG9jYWxob3N0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAUMRIw
EAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARK7/2J
rgmDlIIU3wq4zQFEG7OSSHSzBWOHsuFYu85DQo05mcnPbSsh18Y8j0+5+9ZHDWlB
Glw6Kjmg9mtBRC1Qox4wHDAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYI
KoZIzj0EAwIDSAAwRQIhAJZxpb/rx9BKL5i8g+jvHRT2LANgyrMP4/Sl2cmg1jV0
AiA2SXfblS1Zrq7/oXV0hU/PNAztK4vUtDR+EQge+aJQNw==
-----END CERTIFICATE-----`,
};

/** Valid in 2020 only. */
export const ended: KioskCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSGzpo6fE5OB4wRg9
7kDS+et0gRrLv2pXQ2ZAHUzwCOihRANCAATIb9xXb+Fm1aUTvCBWeNE9ur1v8jzK
HEcAZ9TEye2XSpZCIiz59puZhAGyr4XsdO3ZKTN3n2Jd/1vCO0nJKwOM
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBPTCB46ADAgECAgkByGx63eMnmxIwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJ
bG9jYWxob3N0MB4XDTIwMDEwMTAwMDAwMFoXDTIwMTIzMTAwMDAwMFowFDESMBAG
A1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyG/cV2/h
ZtWlE7wgVnjRPbq9b/I8yhxHAGfUxMntl0qWQiIs+fabmYQBsq+F7HTt2Skzd59i
Xf9bwjtJySsDjKMeMBwwGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqG
SM49BAMCA0kAMEYCIQDqvwWeRl406H1cUnbuygSM7dvKESxlnwvowypeLF/+KwIh
AOitz90BKR7ngSuMuSxxVT/EY3PecyLJryl/627DVikf
-----END CERTIFICATE-----`,
};

const pem = z.string().min(1).max(16_384);

/** One of those above by its name, or any other. */
export const kioskCertificateSchema = z.union([z.enum(['lasting', 'ended']), z.strictObject({ key: pem, cert: pem })]);

export function kioskCertificate(chosen: z.infer<typeof kioskCertificateSchema>): KioskCertificate {
  if (typeof chosen === 'object') return chosen;
  return chosen === 'lasting' ? lasting : ended;
}
