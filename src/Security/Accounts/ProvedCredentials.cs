using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Security.Accounts;

/// <summary>
/// Passwords that were proved, by account and address: not the passwords themselves but their HMAC under a key that lives as long as the
/// process, over the account's stamp, so that any change of the account makes them worthless. Thread-safe.
/// </summary>
internal sealed class ProvedCredentials
{
    // An account is used from a few addresses; one that is used from thousands is hashed again now and then. Some 150 bytes each.
    private const int Most = 4096;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, IPAddress? Remote), (Guid Stamp, byte[] Tag)> _tags = [];

    /// <summary>Whether this peer has proved the account as it is now with this password.</summary>
    public bool Holds(Account account, IPAddress? remote, string password)
    {
        (Guid Stamp, byte[] Tag) held;
        lock (_gate)
        {
            if (!_tags.TryGetValue((account.Name, remote), out held) || held.Stamp != account.Stamp) return false;
        }

        Span<byte> tag = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(account, password, tag);
        return CryptographicOperations.FixedTimeEquals(tag, held.Tag);
    }

    /// <summary>Remembers what was proved.</summary>
    public void Remember(Account account, IPAddress? remote, string password)
    {
        var tag = new byte[HMACSHA256.HashSizeInBytes];
        Compute(account, password, tag);
        lock (_gate)
        {
            if (_tags.Count >= Most) _tags.Clear();
            _tags[(account.Name, remote)] = (account.Stamp, tag);
        }
    }

    private void Compute(Account account, string password, Span<byte> tag)
    {
        var text = new byte[16 + Encoding.UTF8.GetMaxByteCount(password.Length)];
        account.Stamp.TryWriteBytes(text);
        var length = 16 + Encoding.UTF8.GetBytes(password, text.AsSpan(16));
        HMACSHA256.HashData(_key, text.AsSpan(0, length), tag);
        CryptographicOperations.ZeroMemory(text);
    }
}
