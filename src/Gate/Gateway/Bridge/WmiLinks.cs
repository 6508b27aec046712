using System.Net;
using Sekimori.Client.Wmi;
using Sekimori.Gate.Gateway.Relay;
using Sekimori.Gate.Gateway.Terminated;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// The clients of WMI of one session with its target, one for each namespace, each with a logon of its own. They are never handed to
/// another session. Thread-safe.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="target">The target.</param>
/// <param name="logon">The identity that is used there.</param>
internal sealed class WmiLinks(GatewayDoor gateway, TargetHost target, RelayLogon logon) : ITargetLinks
{
    // A namespace costs two connections. Consoles open three or four.
    private const int MostNamespaces = 16;

    // As of our client of WS-Management: a full disk of Windows has about 500,000 files.
    private const int MostRows = 1_000_000;

    private readonly Dictionary<string, Task<WmiClient>> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private int _rows;
    private bool _isClosed;

    /// <inheritdoc/>
    public (IPEndPoint Source, IPEndPoint Remote)? Ends { get; private set; }

    /// <inheritdoc/>
    public bool IsUsed => Volatile.Read(ref _rows) > 0;

    /// <summary>Notes that an enumeration at the target was opened (1) or has ended (-1).</summary>
    public void CountOpen(int more) => Interlocked.Add(ref _rows, more);

    /// <summary>The client of a namespace, connected where there is none.</summary>
    /// <exception cref="TargetException">The session has ended, has no logon for the target, or too many namespaces.</exception>
    /// <exception cref="WmiClientException">The target cannot be reached, or refuses.</exception>
    public async Task<WmiClient> GetAsync(string space, CancellationToken cancellationToken)
    {
        Task<WmiClient>? opening;
        lock (_gate)
        {
            if (_isClosed) throw new TargetException("the session has ended");
            if (_open.TryGetValue(space, out opening) && opening is { IsCompleted: true, IsCompletedSuccessfully: false }) opening = null;
            if (opening is null)
            {
                if (_open.Count >= MostNamespaces && !_open.ContainsKey(space))
                    throw new TargetException($"limit reached: a session has {MostNamespaces} namespaces");
                // Not with the caller's own token: others may wait for the same connection.
                _open[space] = opening = Task.Run(() => ConnectAsync(space, _ending.Token), CancellationToken.None);
            }
        }
        return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the clients: the target no longer knows their objects.</summary>
    public void Drop()
    {
        Task<WmiClient>[] all;
        lock (_gate)
        {
            all = [.. _open.Values];
            _open.Clear();
        }
        foreach (var one in all) _ = CloseAsync(one);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _isClosed = true;
        _ending.Cancel();
        Drop();
    }

    private static async Task CloseAsync(Task<WmiClient> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!opening.IsCompletedSuccessfully) return;
        var client = await opening.ConfigureAwait(false);
        await client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<WmiClient> ConnectAsync(string space, CancellationToken cancellationToken)
    {
        var settings = gateway.Settings;
        var address = await target.ResolveAsync(cancellationToken).ConfigureAwait(false);
        if (gateway.IsOwn(new(address, settings.MapperPort))) throw new TargetException($"{target.Name} is this gate itself");
        var (credential, _) = logon.OpenCredential();
        var client = await WmiClient.ConnectAsync($"{address}", credential, new WmiClientOptions
        {
            Namespace = space, Level = target.Settings.RpcLevel, Scheme = logon.Scheme, Target = logon.Principal,
            Port = settings.MapperPort, ConnectTimeout = settings.ConnectTimeout, AllowsPort = target.Settings.HasPort, MaxRows = MostRows,
        }, cancellationToken).ConfigureAwait(false);
        if (client.Local is IPEndPoint source) Ends = (source, new(address, client.ExporterPort));
        return client;
    }
}
