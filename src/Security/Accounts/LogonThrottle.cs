using System.Net;

namespace Sekimori.Security.Accounts;

/// <summary>
/// Slows guessing: counts wrong passwords for each account and address, each account, and each address, and returns how long the next
/// attempt must wait. All schemes share one, so that a guess by NTLM slows the next by Basic. It counts names that do not exist too, so as
/// not to reveal them. It also remembers from where an account was proved: its owner is not held back there by what others do elsewhere, or
/// under other names. Thread-safe.
/// </summary>
public sealed class LogonThrottle(LogonThrottleOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly RecentSet<Key> _known = new(options.RememberedOwners);

    /// <summary>How the throttle is set.</summary>
    public LogonThrottleOptions Options => options;

    /// <summary>Whether a try for <paramref name="account"/> from <paramref name="remote"/> may be checked now.</summary>
    /// <param name="account">The name that is claimed, whether it exists or not.</param>
    /// <param name="remote">The peer's address; null on the local transport.</param>
    /// <returns>How long to wait and why; null to continue.</returns>
    public (RefusalReason Reason, TimeSpan Wait)? Check(string account, IPAddress? remote)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            (RefusalReason Reason, TimeSpan Wait)? longest = null;
            var keys = Keys(account, remote);
            var isKnownHere = _known.Touch(keys[0]);
            foreach (var key in keys)
            {
                if (isKnownHere && key.Scope != Scope.Both && !Locked(key, now)) continue;
                if (!_entries.TryGetValue(key, out var node) || node.Value.Until <= now) continue;
                var wait = node.Value.Until - now;
                if (longest is null || wait > longest.Value.Wait)
                    longest = (Locked(key, now) ? RefusalReason.Locked : RefusalReason.HeldBack, wait);
            }

            return longest;
        }
    }

    /// <summary>A wrong password, or a name that does not exist.</summary>
    public void Failed(string account, IPAddress? remote)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var key in Keys(account, remote))
            {
                var entry = Touch(key);
                if (now - entry.Last > options.Forget) entry.Failures = 0;
                entry.Failures++;
                entry.Last = now;
                var over = entry.Failures - (key.Scope == Scope.Both ? options.FreeFailures : options.FreeFailuresAnywhere);
                var wait = over < 0 ? TimeSpan.Zero : Doubled(over);
                if (key.Scope == Scope.Account && options.LockAfter > 0 && entry.Failures >= options.LockAfter) wait = options.LockFor;
                entry.Until = now + wait;
            }
        }
    }

    /// <summary>The right password: what this peer did wrong for this account before is forgotten.</summary>
    public void Succeeded(string account, IPAddress? remote)
    {
        lock (_gate)
        {
            var here = new Key(Scope.Both, Fold(account), Net(remote));
            Forget(here);
            _known.Add(here);
            // A lock-out counts wrong passwords in a row, as Windows does; the slowing-down of guesses from everywhere continues.
            if (options.LockAfter > 0) Forget(new Key(Scope.Account, Fold(account), default));
        }
    }

    private bool Locked(Key key, DateTimeOffset now) =>
        key.Scope == Scope.Account && options.LockAfter > 0 && _entries.TryGetValue(key, out var node)
        && node.Value.Failures >= options.LockAfter && node.Value.Until > now;

    private TimeSpan Doubled(int times)
    {
        var wait = options.FirstWait * Math.Pow(2, Math.Min(times, 20));
        return wait < options.LongestWait ? wait : options.LongestWait;
    }

    private Entry Touch(Key key)
    {
        if (_entries.TryGetValue(key, out var node))
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value;
        }

        if (_entries.Count >= options.Remembered)
        {
            _entries.Remove(_byUse.First!.Value.Key);
            _byUse.RemoveFirst();
        }

        return (_entries[key] = _byUse.AddLast(new Entry(key))).Value;
    }

    private void Forget(Key key)
    {
        if (_entries.Remove(key, out var node)) _byUse.Remove(node);
    }

    private static Key[] Keys(string account, IPAddress? remote)
    {
        var name = Fold(account);
        var net = Net(remote);
        return [new Key(Scope.Both, name, net), new Key(Scope.Account, name, default), new Key(Scope.Address, "", net)];
    }

    // A claimed name may be as long as a message: no more of it is kept than the longest name that can exist, and one character to
    // distinguish it from that.
    private static string Fold(string account) =>
        (account.Length > AccountName.MaxLength ? account[..(AccountName.MaxLength + 1)] : account).ToUpperInvariant();

    // Whoever has one IPv6 address has its whole /64 (RFC 4291 2.5.4), so the network counts.
    private static UInt128 Net(IPAddress? remote)
    {
        if (remote is null) return default;
        if (remote.IsIPv4MappedToIPv6) remote = remote.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        remote.TryWriteBytes(bytes, out var length);
        bytes[(length == 16 ? 8 : length)..].Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes) | (length == 16 ? UInt128.One : 0);
    }

    private enum Scope : byte
    {
        Both,
        Account,
        Address,
    }

    private readonly record struct Key(Scope Scope, string Account, UInt128 Net);

    private sealed class Entry(Key key)
    {
        public Key Key { get; } = key;

        public int Failures { get; set; }

        public DateTimeOffset Last { get; set; }

        public DateTimeOffset Until { get; set; }
    }
}
