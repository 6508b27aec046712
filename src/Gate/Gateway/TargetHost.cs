using System.Net;
using System.Net.Sockets;
using Sekimori.Gate.Settings;

namespace Sekimori.Gate.Gateway;

/// <summary>
/// A target with its address. A name is resolved once and then kept: a name whose answer changes later leads nowhere else. Thread-safe.
/// </summary>
/// <param name="settings">Its settings.</param>
/// <param name="gateway">The networks of targets.</param>
/// <param name="resolve">Resolves a name; null for the system's resolver.</param>
internal sealed class TargetHost(
    GatewayTarget settings, GatewaySettings gateway, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    // A resolver that does not answer must not hold a caller longer than this.
    private static readonly TimeSpan ResolveWithin = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _resolving = new(1);
    private volatile IPAddress? _address;

    /// <summary>Its settings.</summary>
    public GatewayTarget Settings => settings;

    /// <summary>Its name.</summary>
    public string Name => settings.Name;

    /// <summary>The address; null until it was resolved.</summary>
    public IPAddress? Address => _address;

    /// <summary>The address, resolved at the first call that succeeds.</summary>
    /// <exception cref="TargetException">The name has no address, or one that is refused.</exception>
    public async ValueTask<IPAddress> ResolveAsync(CancellationToken cancellationToken)
    {
        if (_address is { } known) return known;
        await _resolving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _address ??= Choose(await AskAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _resolving.Release();
        }
    }

    private async Task<IPAddress[]> AskAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(settings.Address, out var literal)) return [literal];
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(ResolveWithin);
        try
        {
            return await (resolve ?? Dns.GetHostAddressesAsync)(settings.Address, timer.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TargetException($"{settings.Address} cannot be resolved: {failure.Message}", failure);
        }
    }

    // One refused address among several refuses the name: its owner decides which of them is first.
    private IPAddress Choose(IPAddress[] addresses)
    {
        foreach (var address in addresses)
        {
            if (RefusedNetworks.FindReason(address, gateway) is { } reason) throw new TargetException($"{settings.Address}: {reason}");
        }
        return addresses is [var first, ..]
            ? addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? first
            : throw new TargetException($"{settings.Address} has no address");
    }
}
