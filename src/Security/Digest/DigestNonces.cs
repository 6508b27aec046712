using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sekimori.Security.Digest;

/// <summary>
/// The nonces of a server: each proves by itself that it was created here and when, so that a flood of challenges costs no memory; counts
/// are kept only for those that were answered rightly. Thread-safe.
/// </summary>
internal sealed class DigestNonces(TimeProvider time, TimeSpan lifetime)
{
    // Counts may arrive late, because connections run in parallel.
    private const int Window = 64;

    // Nonces in use at once; each is a client's, for its lifetime. Some 100 bytes each.
    private const int Most = 10_000;

    private const int TagSize = 16, Size = 8 + 8 + TagSize;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (uint Highest, ulong Seen, DateTimeOffset Until)> _counts = [];

    public string Make()
    {
        Span<byte> nonce = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, time.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(nonce[8..16]);
        Tag(nonce[..16], nonce[16..]);
        return Convert.ToBase64String(nonce);
    }

    /// <summary>Whether this server created it, and when it expires.</summary>
    public DateTimeOffset? Expiry(string nonce)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (nonce.Length != (Size + 2) / 3 * 4 || !Convert.TryFromBase64String(nonce, bytes, out var length) || length != Size) return null;
        Span<byte> tag = stackalloc byte[TagSize];
        Tag(bytes[..16], tag);
        return CryptographicOperations.FixedTimeEquals(tag, bytes[16..])
            ? DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)) + lifetime
            : null;
    }

    /// <summary>Uses a count that has not been used with this nonce (RFC 7616 3.4: "nc" detects replays).</summary>
    /// <returns>False if it has, or is too old to decide.</returns>
    public bool Take(string nonce, uint count, DateTimeOffset until)
    {
        if (count == 0) return false;
        lock (_gate)
        {
            if (!_counts.TryGetValue(nonce, out var held))
            {
                if (_counts.Count >= Most) Forget();
                if (_counts.Count >= Most) return false; // every one still in use: the client gets a new nonce
                _counts[nonce] = (count, 1, until);
                return true;
            }

            if (count > held.Highest)
            {
                var shift = count - held.Highest;
                _counts[nonce] = (count, (shift >= Window ? 0 : held.Seen << (int)shift) | 1, until);
                return true;
            }

            var back = held.Highest - count;
            if (back >= Window || (held.Seen & (1UL << (int)back)) != 0) return false;
            _counts[nonce] = (held.Highest, held.Seen | (1UL << (int)back), until);
            return true;
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var nonce in _counts.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToArray()) _counts.Remove(nonce);
    }

    private void Tag(ReadOnlySpan<byte> signed, Span<byte> tag)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, signed, whole);
        whole[..TagSize].CopyTo(tag);
    }
}
