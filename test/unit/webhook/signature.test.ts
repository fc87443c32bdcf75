import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../../gateway/webhook/signature.js';

describe('the signature of a webhook', () => {
  it('is what openssl and Python reckon', () => {
    // printf '%s' '1795719501.{…}' | openssl dgst -sha256 -hmac 'a-secret-of-many-bytes'; Python's hmac says the same.
    const body = '{"v":1,"id":"b1.gw1.x.1","data":{"text":"缺纸"}}';
    expect(signatureOf('a-secret-of-many-bytes', 1_795_719_501, body)).toBe(
      'sha256=d79e88d83562faea6259a7de8b18be1f371f5698b09dad097fabbe4969f6851b',
    );
  });

  it('is another one for another second, body or secret', () => {
    const signature = signatureOf('a-secret-of-many-bytes', 1, '{}');
    expect(signatureOf('a-secret-of-many-bytes', 2, '{}')).not.toBe(signature);
    expect(signatureOf('a-secret-of-many-bytes', 1, '{ }')).not.toBe(signature);
    expect(signatureOf('a-secret-of-many-bytes!', 1, '{}')).not.toBe(signature);
  });
});
