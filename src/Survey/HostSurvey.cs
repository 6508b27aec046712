using System.Net;
using System.Net.Sockets;
using Sekimori.Posture.Facts;
using Sekimori.Survey.Logon;

namespace Sekimori.Survey;

/// <summary>
/// Asks one host everything that can be asked without a logon. One question at a time, so that a host never has more than one connection of
/// an audit; no question writes, runs anything or sends a password.
/// </summary>
/// <param name="host">The host as it was named.</param>
/// <param name="options">How.</param>
internal sealed class HostSurvey(string host, SurveyOptions options)
{
    // Beside the doors: RPC over HTTP, local and compatibility listeners, Intel AMT.
    private static readonly int[] Neighbours = [593, 47001, 80, 443, 16992, 16993];

    private readonly HostFacts _facts = new(host);

    /// <summary>Asks, and returns the facts. A host that does not answer has facts about its ports only.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HostFacts> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HostTimeout);
        try
        {
            await AskAllAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _facts.Add(FactId.Trouble, "", $"given up after {options.HostTimeout.TotalSeconds:0} s");
        }

        return _facts;
    }

    private async Task AskAllAsync(CancellationToken cancellationToken)
    {
        if (await ResolveAsync(cancellationToken).ConfigureAwait(false) is not { } address) return;
        _facts.Add(FactId.Address, "", address.ToString());
        if (options.Roles.TryGetValue(host, out var role)) _facts.Add(FactId.Role, "", role);
        var ports = new PortProbe(address, options, _facts);
        // The quick question first: a host that drops all of these is left alone.
        var mapper = await ports.IsOpenAsync(options.MapperPort, 135, cancellationToken).ConfigureAwait(false);
        var http = await ports.IsOpenAsync(options.HttpPort, 5985, cancellationToken).ConfigureAwait(false);
        var https = await ports.IsOpenAsync(options.HttpsPort, 5986, cancellationToken).ConfigureAwait(false);
        if (!_facts.IsReached && options.TlsPorts.Count == 0) return;
        if (mapper) await new RpcProbe(address, options, _facts, ports).AskAsync(cancellationToken).ConfigureAwait(false);
        if (http) await AskWsManAsync(address, options.HttpPort, 5985, isTls: false, cancellationToken).ConfigureAwait(false);
        if (https) await AskTlsDoorAsync(address, options.HttpsPort, 5986, cancellationToken).ConfigureAwait(false);
        foreach (var port in options.TlsPorts)
            if (await ports.IsOpenAsync(port, port, cancellationToken).ConfigureAwait(false))
                await new TlsProbe(address, host, port, port, options, _facts).AskAsync(cancellationToken).ConfigureAwait(false);
        if (options.Logon is { } logon)
            await new LogonSurvey(host, options, logon, _facts).AskAsync(mapper, http, https, cancellationToken)
                .ConfigureAwait(false);
        else if (options.MissingCredential is { } name)
            _facts.Add(FactId.Trouble, "", $"logon: this worker does not have the credential of {name}");
        if (options.WithNeighbours) await AskNeighboursAsync(address, ports, cancellationToken).ConfigureAwait(false);
    }

    private async Task AskNeighboursAsync(IPAddress address, PortProbe ports, CancellationToken cancellationToken)
    {
        foreach (var port in Neighbours)
        {
            var actual = options.NeighbourPort(port);
            if (!await ports.IsOpenAsync(actual, port, cancellationToken).ConfigureAwait(false)) continue;
            if (port == 593)
                await new GreetingProbe(address, options, _facts).AskAsync(actual, port, cancellationToken).ConfigureAwait(false);
            else if (port == 443) await AskTlsDoorAsync(address, actual, port, cancellationToken).ConfigureAwait(false);
            else await AskWsManAsync(address, actual, port, port == 16993, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AskTlsDoorAsync(IPAddress address, int port, int name, CancellationToken cancellationToken)
    {
        await new TlsProbe(address, host, port, name, options, _facts).AskAsync(cancellationToken).ConfigureAwait(false);
        await AskWsManAsync(address, port, name, isTls: true, cancellationToken).ConfigureAwait(false);
    }

    private Task AskWsManAsync(IPAddress address, int port, int name, bool isTls, CancellationToken cancellationToken) =>
        new WsManDoorProbe(address, host, port, name, isTls, options, _facts).AskAsync(cancellationToken);

    private async Task<IPAddress?> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal)) return literal;
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            if (found.Length > 0) return found[0];
        }
        catch (SocketException)
        {
            // No such name: a fact, not a failure of the run.
        }

        _facts.Add(FactId.Port, "", PortState.Unreachable);
        _facts.Add(FactId.Trouble, "", "no such host");
        return null;
    }
}
