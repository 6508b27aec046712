using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sekimori.Client.Rpc;
using Sekimori.Client.Rpc.Probing;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan.Probe;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;
using Sekimori.Wire;
using Sekimori.Wmi;

namespace Sekimori.App.Wmi;

/// <summary>The steps of a ping: the first ones without a logon, each on its own connection, then those of the client itself.</summary>
/// <param name="binding">The server and the port of its resolver.</param>
/// <param name="credential">The identity to log on with; null for none.</param>
/// <param name="options">How to connect.</param>
/// <param name="clock">Our clock, for comparison with the server's.</param>
internal sealed class WmiPing(RpcBinding binding, Credential? credential, WmiClientOptions options, TimeProvider clock)
{
    // Five minutes is Kerberos' default ([MS-KILE] 3.3.1).
    private static readonly TimeSpan WorstSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan NotableSkew = TimeSpan.FromSeconds(30);

    private readonly RpcClientOptions _plain = new()
    {
        ConnectTimeout = options.ConnectTimeout, BindTimeout = options.Timeout, CallTimeout = options.Timeout,
        TransferSyntaxes = [SyntaxId.Ndr20],
    };
    private SocketException? _refused;

    /// <summary>The refusal; null if there is none.</summary>
    public WmiFailure? Failure { get; private set; }

    /// <summary>Runs the steps, each as soon as it is done. The first failed one is the last.</summary>
    public async IAsyncEnumerable<ProbeStep> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var steps = new List<(string Name, Func<CancellationToken, Task<(ProbeOutcome, string)>> Take)>
        {
            ("name", ResolveAsync), ("route", RouteAsync), ($"port {binding.Port}", PortAsync), ("resolver", AskResolverAsync),
        };
        // NTLM compares no clocks.
        if (options.Scheme != SecurityScheme.Ntlm) steps.Add(("clock", CompareAsync));
        foreach (var (name, take) in steps)
        {
            var started = Stopwatch.GetTimestamp();
            var (outcome, finding) = await TakeAsync(name, take, cancellationToken);
            yield return new ProbeStep(name, outcome, finding, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (Failure is not null) yield break;
        }

        if (credential is null)
            yield return new ProbeStep("logon", ProbeOutcome.Doubtful, "not tried: specify --user or --kerberos", 0);
        else
            foreach (var step in await LogOnAsync(cancellationToken)) yield return step;
    }

    private async Task<(ProbeOutcome, string)> TakeAsync(
        string name, Func<CancellationToken, Task<(ProbeOutcome, string)>> take, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            return await take(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(name == "route" ? WmiFailure.NoRoute : name == "name" ? WmiFailure.Name : WmiFailure.Timeout,
                $"no answer within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (WmiClientException e)
        {
            return Failed(e.Failure, e.Message);
        }
        catch (RpcBindException e)
        {
            return Failed(WmiFailure.Protocol, $"a server of RPC without DCOM: {e.Message.TrimEnd('.')}");
        }
        catch (RpcConnectionException e)
        {
            var isVersion = e.RefusalReason == BindNakReason.ProtocolVersionNotSupported || e.End == AssociationEnd.OtherVersion;
            return Failed(isVersion ? WmiFailure.Version : e.End == AssociationEnd.PeerClosed ? WmiFailure.ConnectionLost
                : WmiFailure.Protocol, e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or MalformedException)
        {
            return Failed(e is TimeoutException ? WmiFailure.Timeout : e is MalformedException ? WmiFailure.Protocol
                : WmiFailure.ConnectionLost, e.Message.TrimEnd('.'));
        }
    }

    private (ProbeOutcome, string) Failed(WmiFailure failure, string finding)
    {
        Failure = failure;
        return (ProbeOutcome.Bad, finding);
    }

    private async Task<(ProbeOutcome, string)> ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(binding.Host, cancellationToken);
            if (found.Length > 0) return (ProbeOutcome.Good, string.Join(", ", found.Select(one => one.ToString())));
        }
        catch (SocketException)
        {
            // Whatever the resolver's reason: there is no address.
        }

        return Failed(WmiFailure.Name, $"no host named {binding.Host}");
    }

    // A port that refuses shows that the host is there: whose fault it is, the next step says.
    private async Task<(ProbeOutcome, string)> RouteAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(binding.Host, binding.Port!.Value, limit.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            _refused = e;
            return (ProbeOutcome.Good, "the host answers");
        }
        catch (SocketException e)
        {
            return Failed(WmiFailure.NoRoute, e.Message.TrimEnd('.'));
        }

        var there = (IPEndPoint)socket.RemoteEndPoint!;
        return (ProbeOutcome.Good, $"{(there.Address.IsIPv4MappedToIPv6 ? there.Address.MapToIPv4() : there.Address)} answers");
    }

    private Task<(ProbeOutcome, string)> PortAsync(CancellationToken cancellationToken) => Task.FromResult(_refused is null
        ? (ProbeOutcome.Good, "accepts connections")
        : Failed(WmiFailure.MapperClosed, $"nothing listens on {binding.Host}:{binding.Port}, or a firewall rejects the connection"));

    private async Task<(ProbeOutcome, string)> AskResolverAsync(CancellationToken cancellationToken)
    {
        var (client, channel) = await RpcClient.ConnectBoundAsync(binding, IObjectExporter.Info.Id, _plain, cancellationToken);
        await using var connection = client;
        try
        {
            var alive = await new ObjectExporterClient(channel).ServerAlive2Async(cancellationToken);
            var version = $"DCOM {alive.Version.Major}.{alive.Version.Minor}";
            // [MS-DCOM] 1.7: the major version is 5.
            if (alive.Version.Major != 5) return Failed(WmiFailure.Version, $"{version} instead of 5.7");
            var published = alive.Bindings?.Read().Strings.Where(one => one.TowerId == StringBinding.Tcp).Select(one => one.Address)
                .Distinct().ToList() ?? [];
            return (ProbeOutcome.Good, published.Count == 0 ? version : $"{version}, published as {string.Join(", ", published)}");
        }
        catch (RpcFaultException fault)
        {
            // A server may want a logon for everything, and an old one has only ServerAlive.
            return (ProbeOutcome.Doubtful, $"does not say its version without a logon: {RpcStatusText.Of(fault.Status)}");
        }
    }

    private async Task<(ProbeOutcome, string)> CompareAsync(CancellationToken cancellationToken)
    {
        ChallengeMessage? challenge;
        try
        {
            challenge = (await SchemeProbe.AskAsync(binding, SecurityScheme.Ntlm, _plain, cancellationToken)).Challenge;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or MalformedException)
        {
            return (ProbeOutcome.Doubtful, $"not seen: {e.Message.TrimEnd('.')}");
        }

        if (challenge?.TargetInfo?.Timestamp is not { } theirs)
            return (ProbeOutcome.Doubtful, "not seen: the server does not send its time");
        var skew = theirs - clock.GetUtcNow();
        if (skew.Duration() < TimeSpan.FromSeconds(2)) return (ProbeOutcome.Good, "the clocks agree");
        var text = $"its clock is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "ahead" : "behind")}";
        if (skew.Duration() < WorstSkew) return (skew.Duration() >= NotableSkew ? ProbeOutcome.Doubtful : ProbeOutcome.Good, text);
        // Tickets that the server gets anyway would be rejected; a password may be used with NTLM.
        return options.Scheme == SecurityScheme.Kerberos || credential is KerberosCredential
            ? Failed(WmiFailure.Clock, text)
            : (ProbeOutcome.Doubtful, text + ": Kerberos will not work");
    }

    private async Task<IReadOnlyList<ProbeStep>> LogOnAsync(CancellationToken cancellationToken)
    {
        string[] names = ["logon", "activation", "objects", "access", "namespace"];
        var started = Stopwatch.GetTimestamp();
        string[] findings = ["accepted", "IWbemLevel1Login", "its port accepts connections", "allowed", $"{options.Namespace} opened"];
        var reached = names.Length;
        try
        {
            var client = await new Patience(binding.Host, options.Timeout, cancellationToken)
                .ForAsync(token => WmiClient.ConnectAsync(binding.Host, credential, options, token));
            findings[0] = $"accepted, {client.ActiveScheme?.ToString() ?? "no scheme"} at {client.Level.ToString().ToLowerInvariant()}";
            findings[2] = $"port {client.ExporterPort} accepts connections";
            await Patience.CloseAsync(client);
        }
        catch (WmiClientException e)
        {
            Failure = e.Failure;
            reached = StepOf(e);
            findings[reached] = e.Message.TrimEnd('.');
        }
        catch (Terminal.CommandException e)
        {
            Failure = WmiFailure.Timeout;
            (reached, findings[0]) = (0, e.Message);
        }

        // They are one operation of the client: the last one has its time.
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return [.. names.Take(reached + 1).Select((name, i) => new ProbeStep(
            name, i == reached ? ProbeOutcome.Bad : ProbeOutcome.Good, findings[i], i == Math.Min(reached, names.Length - 1) ? time : 0))];
    }

    private static int StepOf(WmiClientException e) => e.Failure switch
    {
        // Activation had it, the namespace wants more.
        WmiFailure.Level when e.Status is WbemStatus.AccessDenied or WbemStatus.EncryptionRequired => 4,
        WmiFailure.Level or WmiFailure.LaunchRight or WmiFailure.Version or WmiFailure.Server => 1,
        WmiFailure.ExporterClosed => 2,
        WmiFailure.AccessRight => 3,
        WmiFailure.NamespaceRight or WmiFailure.NotFound => 4,
        _ => 0,
    };
}
