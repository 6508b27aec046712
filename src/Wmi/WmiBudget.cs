using Sekimori.Guard;

namespace Sekimori.Wmi;

/// <summary>Counts what accounts have open and hold. Thread-safe.</summary>
/// <param name="limits">The limits.</param>
internal sealed class WmiBudget(WmiLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CallerIdentity, (int Operations, long Bytes)> _byAccount = [];
    private int _operations;
    private long _bytes;

    public WmiLimits Limits => limits;

    /// <summary>Open operations of all accounts.</summary>
    public int Operations
    {
        get
        {
            lock (_gate) return _operations;
        }
    }

    /// <summary>Bytes held for all accounts.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>Counts one more operation; false if the account or all have reached their limit.</summary>
    public bool TryOpen(CallerIdentity account)
    {
        lock (_gate)
        {
            var (operations, bytes) = _byAccount.GetValueOrDefault(account);
            if (operations >= limits.MaxOperationsPerAccount || _operations >= limits.MaxOperations)
                return false;
            _operations++;
            _byAccount[account] = (operations + 1, bytes);
            return true;
        }
    }

    /// <summary>The operation has ended.</summary>
    public void Close(CallerIdentity account)
    {
        lock (_gate)
        {
            _operations--;
            Change(account, -1, 0);
        }
    }

    /// <summary>Counts rows that are held; false if a limit has been reached.</summary>
    public bool TryHold(CallerIdentity account, long bytes)
    {
        lock (_gate)
        {
            if (_byAccount.GetValueOrDefault(account).Bytes + bytes > limits.MaxHeldBytesPerAccount || _bytes + bytes > limits.MaxHeldBytes)
                return false;
            _bytes += bytes;
            Change(account, 0, bytes);
            return true;
        }
    }

    /// <summary>Rows are no longer held.</summary>
    public void Free(CallerIdentity account, long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            Change(account, 0, -bytes);
        }
    }

    private void Change(CallerIdentity account, int operations, long bytes)
    {
        var before = _byAccount.GetValueOrDefault(account);
        var after = (before.Operations + operations, before.Bytes + bytes);
        if (after == (0, 0))
            _byAccount.Remove(account);
        else
            _byAccount[account] = after;
    }
}
