using System.Diagnostics;
using System.Text.Json;
using Sekimori.Storage.Files;

namespace Sekimori.Storage.Accounts;

/// <summary>Reads the file of accounts again whenever it has been replaced. Thread-safe.</summary>
internal sealed class AccountFile(string path)
{
    // A file's time has the grain of the kernel's tick (at most 10 ms). Read so soon after it was written, it may be replaced again within
    // the same tick and look the same: then it is read again.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(100);

    // A look is a system call for each request of a connection that has logged on. Nobody removes an account and sees the difference of
    // this.
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(25);

    private readonly NumberMark _mark = new(Path.ChangeExtension(path, ".number"));
    private readonly Lock _gate = new();
    private Read? _last;
    private long _looked;

    /// <summary>The current content of the file.</summary>
    /// <exception cref="AccountStoreException">It cannot be read as what it should be.</exception>
    public AccountSnapshot Current
    {
        get
        {
            var looked = Stopwatch.GetTimestamp();
            var now = State();
            var last = Volatile.Read(ref _last);
            if (last is not { IsStable: true } || last.State != now) return Reread();
            Volatile.Write(ref _looked, looked);
            return last.Snapshot;
        }
    }

    /// <summary>What the file said a moment ago: changes that this process makes show at once, others within 25 ms.</summary>
    /// <exception cref="AccountStoreException">It cannot be read as what it should be.</exception>
    public AccountSnapshot Recent =>
        Volatile.Read(ref _last) is { IsStable: true } last && Stopwatch.GetElapsedTime(Volatile.Read(ref _looked)) < Freshness
        ? last.Snapshot
        : Current;

    /// <summary>Reads the file regardless of its time.</summary>
    public AccountSnapshot Reread()
    {
        lock (_gate)
        {
            var state = State(); // before reading: a replacement in between is seen by the next question
            var snapshot = state is null ? Empty() : Parse();
            Volatile.Write(ref _last, new Read(state, state is null || DateTime.UtcNow - state.Value.Written > Grain, snapshot));
            return snapshot;
        }
    }

    /// <summary>Replaces the file. The caller holds the lock between processes.</summary>
    public void Write(AccountsDocument document)
    {
        // First: a crash in between loses a number, which nobody misses.
        _mark.Raise(document.NextNumber - 1);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(document, AccountJson.Default.AccountsDocument));
        Reread();
    }

    // No accounts, or none any more: the file may have been deleted, and its numbers are used nevertheless.
    private AccountSnapshot Empty() => _mark.Read() is > 0 and var mark
        ? new(AccountNumbers.Give(AccountSnapshot.Empty.Document, mark))
        : AccountSnapshot.Empty;

    private (DateTime Written, long Length)? State()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    private AccountSnapshot Parse()
    {
        if (DataFolder.IsExposed(path))
        {
            throw new AccountStoreException(
                AccountError.Exposed,
                $"{path} can be read or written by other users: find out who did, set new passwords, and chmod 600 {path}");
        }

        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(path), AccountJson.Default.AccountsDocument);
            if (document is not { Version: AccountsDocument.CurrentVersion or AccountsDocument.WithoutNumbers })
            {
                throw new AccountStoreException(AccountError.Unreadable, $"{path} has an unsupported version");
            }

            return AccountNumbers.FindDenialReason(document) is { } why
                ? throw new AccountStoreException(AccountError.Unreadable, $"cannot use {path}: {why}")
                : new AccountSnapshot(AccountNumbers.Give(document, _mark.Read()));
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new AccountStoreException(AccountError.Unreadable, $"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private sealed record Read((DateTime Written, long Length)? State, bool IsStable, AccountSnapshot Snapshot);
}
