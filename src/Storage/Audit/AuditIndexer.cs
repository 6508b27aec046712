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
    private readonly AuditIndex _index;
    private readonly Task _task;
    private volatile bool _isBehind = true; // what was written before this process began

    public AuditIndexer(string folder)
    {
        _folder = folder;
        _index = AuditIndex.Open(folder);
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
        _index.Dispose();
    }

    private async Task RunAsync()
    {
        CatchUp();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var lines))
            {
                try
                {
                    _index.Add(lines);
                }
                catch (SqliteException)
                {
                    _isBehind = true;
                }
            }
            CatchUp();
        }
        CatchUp();
    }

    private void CatchUp()
    {
        if (!_isBehind) return;
        _isBehind = false;
        try
        {
            _index.CatchUp(_folder);
        }
        catch (Exception wrong) when (wrong is SqliteException or IOException)
        {
            _isBehind = true; // tried again after the next write
        }
    }
}
