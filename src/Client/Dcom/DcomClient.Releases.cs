using Sekimori.Dcom.References;
using Sekimori.Dcom.Remote;

namespace Sekimori.Client.Dcom;

/// <content>Gives references back ([MS-DCOM] 3.2.4.4.2).</content>
public sealed partial class DcomClient
{
    /// <summary>How long giving back may take: the server collects what is not given back anyway.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long references are collected that nobody waits to see gone: what a program leaves together is given back in one call, and what
    /// it leaves last together with the client's own.
    /// </summary>
    private static readonly TimeSpan ReleaseDelay = TimeSpan.FromMilliseconds(20);

    private readonly List<StdObjref> _collected = [];
    private Timer? _releases;
    private Task _releasing = Task.CompletedTask;
    private bool _isReleasing;

    /// <summary>Gives back references, in a moment; nobody waits for the answer.</summary>
    internal void ReleaseSoon(params ReadOnlySpan<StdObjref> references)
    {
        lock (_collected)
        {
            var isFirst = _collected.Count == 0;
            _collected.AddRange(references);
            if (_isDisposed || !isFirst) return;
            _releases ??= new(_ => StartReleasing());
            _releases.Change(ReleaseDelay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives back references of one exporter, in one call.</summary>
    internal async ValueTask ReleaseAsync(params StdObjref[] references)
    {
        foreach (var std in references) Forget(std);
        if (references.Length == 0) return;
        using var limit = ReleaseTime();
        await ReleaseAsync(references, limit.Token).ConfigureAwait(false);
    }

    private async Task ReleaseAsync(StdObjref[] references, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            // What cannot be given back is collected.
        }

        async Task CallAsync()
        {
            var exporter = await FindAsync(references[0].Oxid, cancellationToken).ConfigureAwait(false);
            await ReleaseAsync(await exporter.RemUnknownAsync(cancellationToken).ConfigureAwait(false), references, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static async Task ReleaseAsync(IRemUnknown client, StdObjref[] references, CancellationToken cancellationToken)
    {
        foreach (var part in references.Chunk(ushort.MaxValue))
        {
            RemInterfaceRef[] given = [.. part.Select(std => new RemInterfaceRef(std.Ipid, std.PublicRefs, 0))];
            await client.RemReleaseAsync((ushort)given.Length, given, cancellationToken).ConfigureAwait(false);
        }
    }

    private void StartReleasing()
    {
        lock (_collected)
        {
            // A peer that does not read makes one task wait, not one for each period: that one takes along what comes meanwhile.
            if (_isReleasing || _isDisposed) return;
            _isReleasing = true;
            _releasing = ReleaseCollectedAsync();
        }
    }

    /// <summary>
    /// Gives back what has been collected. On a connection that there is, without waiting: the server reads it before it sees the end of
    /// the connection, and its answer would change nothing.
    /// </summary>
    private async Task ReleaseCollectedAsync()
    {
        while (true)
        {
            StdObjref[] all;
            lock (_collected)
            {
                all = [.. _collected];
                _collected.Clear();
                _isReleasing = all.Length > 0;
            }

            if (all.Length == 0) return;
            // One limit for all exporters: a server may name any number of them.
            using var limit = ReleaseTime();
            foreach (var group in all.GroupBy(std => std.Oxid))
            {
                StdObjref[] one = [.. group];
                foreach (var std in one) Forget(std);
                if (!await TryPostAsync(one, limit.Token).ConfigureAwait(false)) await ReleaseAsync(one, limit.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TryPostAsync(StdObjref[] references, CancellationToken cancellationToken)
    {
        DcomExporter? exporter;
        lock (_exporters)
            if (!_exporters.TryGetValue(references[0].Oxid, out exporter))
                return false;
        try
        {
            if (await exporter.TryPostAsync(cancellationToken).ConfigureAwait(false) is not { } client) return false;
            await ReleaseAsync(client, references, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            // The connection has ended, or its server does not read.
        }

        return true;
    }

    private CancellationTokenSource ReleaseTime() => new(ReleaseLimit < _options.CallTimeout ? ReleaseLimit : _options.CallTimeout);

    private static bool IsLost(Exception e) => IsOfPeer(e) || e is OperationCanceledException or ObjectDisposedException;

    private async Task EndReleasesAsync()
    {
        Task releasing;
        lock (_collected)
        {
            _releases?.Dispose();
            releasing = _releasing;
        }

        await releasing.ConfigureAwait(false);
        // Nobody else begins any more.
        await ReleaseCollectedAsync().ConfigureAwait(false);
    }
}
