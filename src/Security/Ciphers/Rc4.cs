using System.Security.Cryptography;

namespace Sekimori.Security.Ciphers;

/// <summary>
/// The RC4 key stream, which .NET does not have. Broken as a cipher: it is here because NTLM seals only with it ([MS-NLMP] 3.1.5.1). Not
/// thread-safe.
/// </summary>
internal sealed class Rc4
{
    private readonly byte[] _state = new byte[256];
    private byte _i, _j;

    /// <summary>Starts the key stream of <paramref name="key"/>.</summary>
    /// <param name="key">1 to 256 bytes.</param>
    public Rc4(ReadOnlySpan<byte> key) => Start(key);

    /// <summary>Starts again with <paramref name="key"/>.</summary>
    public void Start(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfZero(key.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, 256);
        for (var n = 0; n < 256; n++) _state[n] = (byte)n;
        byte mixed = 0;
        for (var n = 0; n < 256; n++)
        {
            mixed += (byte)(_state[n] + key[n % key.Length]);
            (_state[n], _state[mixed]) = (_state[mixed], _state[n]);
        }

        _i = _j = 0;
    }

    /// <summary>Encrypts or decrypts <paramref name="bytes"/> in place and moves on in the key stream.</summary>
    public unsafe void Transform(Span<byte> bytes)
    {
        // Indices are bytes and the state has 256, so no index can be outside: checking each of the four accesses would halve the speed of
        // every sealed call.
        fixed (byte* state = _state, start = bytes)
        {
            uint i = _i, j = _j;
            for (byte* at = start, end = start + bytes.Length; at < end; at++)
            {
                i = (byte)(i + 1);
                uint a = state[i];
                j = (byte)(j + a);
                uint b = state[j];
                state[i] = (byte)b;
                state[j] = (byte)a;
                *at ^= state[(byte)(a + b)];
            }

            (_i, _j) = ((byte)i, (byte)j);
        }
    }

    /// <summary>Encrypts or decrypts <paramref name="bytes"/> in place under a key that is used once: RC4K of [MS-NLMP] 3.1.5.1.</summary>
    public static void Once(ReadOnlySpan<byte> key, Span<byte> bytes)
    {
        var cipher = new Rc4(key);
        cipher.Transform(bytes);
        cipher.Clear();
    }

    /// <summary>Wipes the state.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(_state);
}
