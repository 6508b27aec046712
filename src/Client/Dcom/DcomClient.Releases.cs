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
    private readonly List<Task> _releases = [];
    private bool _isCollecting;

    /// <summary>Gives back references, in a moment; nobody waits for the answer before the client is disposed of.</summary>
    internal void ReleaseSoon(params StdObjref[] references)
    {
        lock (_collected)
        {
            _collected.AddRange(references);
            if (_isCollecting) return;
            _isCollecting = true;
            _releases.RemoveAll(static one => one.IsCompleted);
            _releases.Add(ReleaseCollectedAsync());
        }
    }

    /// <summary>Gives back references of one exporter, in one call.</summary>
    internal async ValueTask ReleaseAsync(params StdObjref[] references)
    {
        foreach (var std in references) Forget(std);
        if (references.Length == 0) return;
        using var limit = new CancellationTokenSource(ReleaseLimit < _options.CallTimeout ? ReleaseLimit : _options.CallTimeout);
        try
        {
            await ReleaseAsync(references, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfPeer(e) || e is OperationCanceledException or ObjectDisposedException)
        {
            // What cannot be given back is collected.
        }
    }

    private async Task ReleaseCollectedAsync()
    {
        await Task.Delay(ReleaseDelay, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        StdObjref[] all;
        lock (_collected)
        {
            all = [.. _collected];
            _collected.Clear();
            _isCollecting = false;
        }

        foreach (var one in all.GroupBy(std => std.Oxid))
            await ReleaseAsync([.. one]).ConfigureAwait(false);
    }

    private async Task ReleaseAsync(StdObjref[] references, CancellationToken cancellationToken)
    {
        var exporter = await FindAsync(references[0].Oxid, cancellationToken).ConfigureAwait(false);
        var client = await exporter.RemUnknownAsync(cancellationToken).ConfigureAwait(false);
        foreach (var part in references.Chunk(ushort.MaxValue))
        {
            RemInterfaceRef[] given = [.. part.Select(std => new RemInterfaceRef(std.Ipid, std.PublicRefs, 0))];
            await client.RemReleaseAsync((ushort)given.Length, given, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task EndReleasesAsync()
    {
        lock (_collected) return Task.WhenAll(_releases);
    }
}
