using System;
using Fachwerk.Protocol.Bytes;
using Fachwerk.Protocol.Crypto;

namespace Fachwerk.Protocol.Codes;

/// <summary>
/// Format-preserving encryption FF1 (NIST SP 800-38G) with AES-128 for numerals of one length under one key: ten native
/// calls each time, one more at the start. Not for more than one thread.
/// </summary>
/// <remarks>
/// <code>
/// P  1[1] 2[1] 1[1] radix[3] 10[1] u[1] n[4] t[4]      its encryption starts every chain, so it is done once
/// Q  tweak[t]  zeros  round[1]  half[b]                  to a multiple of 16 bytes
/// </code>
/// </remarks>
public sealed class Ff1
{
    private const int BlockLength = 16;
    private const int Rounds = 10;

    private readonly IAes128 _aes;
    private readonly byte[] _key;
    private readonly byte[] _chainStart;
    private readonly byte[] _q;
    private readonly int _radix;
    private readonly int _count;
    private readonly int _leftCount;
    private readonly int _halfBytes;
    private readonly int _drawnBytes;
    private readonly int _tweakBytes;
    private readonly ulong _leftSize;
    private readonly ulong _rightSize;
    private ulong _left;
    private ulong _right;

    /// <param name="key">16 bytes.</param>
    /// <param name="radix">2 to 36.</param>
    /// <param name="count">Numerals of a text; the larger half must stay below 2^56.</param>
    /// <param name="tweakBytes">Bytes of every tweak.</param>
    public Ff1(IAes128 aes, byte[] key, int radix, int count, int tweakBytes)
    {
        _aes = aes;
        _key = key;
        _radix = radix;
        _count = count;
        _tweakBytes = tweakBytes;
        _leftCount = count / 2;
        _leftSize = Power(radix, _leftCount);
        _rightSize = Power(radix, count - _leftCount);
        while (_halfBytes < 7 && _rightSize - 1 >> (8 * _halfBytes) != 0) _halfBytes++;
        _drawnBytes = 4 * ((_halfBytes + 3) / 4) + 4;
        _q = new byte[(tweakBytes + 1 + _halfBytes + BlockLength - 1) / BlockLength * BlockLength];
        byte[] p = new byte[BlockLength];
        p[0] = 1;
        p[1] = 2;
        p[2] = 1;
        BigEndian.WriteUInt16(p, 4, radix);
        p[6] = Rounds;
        p[7] = (byte)_leftCount;
        BigEndian.WriteUInt32(p, 8, (uint)count);
        BigEndian.WriteUInt32(p, 12, (uint)tweakBytes);
        _chainStart = aes.EncryptEcb(key, p);
    }

    /// <summary>Encrypts a text in place.</summary>
    /// <param name="tweak">As many bytes as were named.</param>
    /// <param name="numerals">Values from 0 to radix − 1.</param>
    public void Encrypt(byte[] tweak, byte[] numerals)
    {
        Split(tweak, numerals);
        for (int round = 0; round < Rounds; round++)
        {
            ulong size = round % 2 == 0 ? _leftSize : _rightSize;
            ulong mixed = (_left + Draw(round, _right, size)) % size;
            _left = _right;
            _right = mixed;
        }

        Join(numerals);
    }

    /// <summary>Decrypts a text in place.</summary>
    public void Decrypt(byte[] tweak, byte[] numerals)
    {
        Split(tweak, numerals);
        for (int round = Rounds - 1; round >= 0; round--)
        {
            ulong size = round % 2 == 0 ? _leftSize : _rightSize;
            ulong mixed = (_right + size - Draw(round, _left, size)) % size;
            _right = _left;
            _left = mixed;
        }

        Join(numerals);
    }

    // SP 800-38G, algorithm 7, steps 6.i to 6.vi. The number drawn is longer than 64 bits, so it is reduced on the way:
    // a remainder below 2^32 leaves room for four further bytes.
    private ulong Draw(int round, ulong half, ulong size)
    {
        int end = _q.Length;
        for (int i = 1; i <= _halfBytes; i++)
        {
            _q[end - i] = (byte)half;
            half >>= 8;
        }

        _q[end - _halfBytes - 1] = (byte)round;
        byte[] chain = _aes.EncryptCbc(_key, _chainStart, _q);
        int at = end - BlockLength;
        ulong drawn = 0;
        if (size > uint.MaxValue)
        {
            for (int i = 0; i < _drawnBytes; i++) drawn = ((drawn << 8) | chain[at + i]) % size;
            return drawn;
        }

        for (int i = 0; i < _drawnBytes; i += 4)
        {
            drawn = ((drawn << 32) | BigEndian.ReadUInt32(chain, at + i)) % size;
        }

        return drawn;
    }

    private void Split(byte[] tweak, byte[] numerals)
    {
        Array.Copy(tweak, 0, _q, 0, _tweakBytes);
        _left = Number(numerals, 0, _leftCount);
        _right = Number(numerals, _leftCount, _count);
    }

    private void Join(byte[] numerals)
    {
        for (int i = _leftCount - 1; i >= 0; i--)
        {
            numerals[i] = (byte)(_left % (ulong)_radix);
            _left /= (ulong)_radix;
        }

        for (int i = _count - 1; i >= _leftCount; i--)
        {
            numerals[i] = (byte)(_right % (ulong)_radix);
            _right /= (ulong)_radix;
        }
    }

    private ulong Number(byte[] numerals, int from, int to)
    {
        ulong number = 0;
        for (int i = from; i < to; i++) number = number * (ulong)_radix + numerals[i];
        return number;
    }

    private static ulong Power(int radix, int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++) power *= (ulong)radix;
        return power;
    }
}
