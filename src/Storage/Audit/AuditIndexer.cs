using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Sekimori.Storage.Audit;

/// <summary>Feeds the index beside the log: whoever waits for a durable line does not wait for SQLite. What it cannot keep up with it reads from the files later.</summary>
internal sealed class AuditIndexer : IAsyncDisposable
{
    /// <summary>Writes of the log that wait to be indexed.</summary>
    private const int WaitingLimit = 256;

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(WaitingLimit) { SingleReader = true });
    private readonly string _folder;
    private readonly Task _task;
    private AuditIndex? _index; // opened when the disk lets it be
    private volatile bool _isBehind = true; // what was written before this process began

    public AuditIndexer(string folder)
    {
        _folder = folder;
        _task = Task.Run(RunAsync);
    }

    public void Add(byte[] lines)
    {
        if (!_waiting.Writer.TryWrite(lines)) _isBehind = true;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _task;
        _index?.Dispose();
    }

    private async Task RunAsync()
    {
        CatchUp();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var lines))
            {
                if (!_isBehind) Try(index => index.Add(lines));
            }
            CatchUp();
        }
        CatchUp();
    }

    private void CatchUp()
    {
        if (!_isBehind) return;
        _isBehind = false;
        Try(index => index.CatchUp(_folder));
    }

    /// <summary>What does not succeed is made up for from the files, after a later write.</summary>
    private void Try(Action<AuditIndex> work)
    {
        try
        {
            work(_index ??= AuditIndex.Open(_folder));
        }
        catch (Exception wrong) when (wrong is SqliteException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            _isBehind = true;
        }
    }
}
