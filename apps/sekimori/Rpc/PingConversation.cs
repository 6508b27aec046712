using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;
using Sekimori.Client.Rpc.Probing;
using Sekimori.Rpc;
using Sekimori.Rpc.Management;
using Sekimori.Security.Ntlm;

namespace Sekimori.App.Rpc;

/// <summary>The steps of a ping, each on its own connection.</summary>
/// <param name="binding">The server.</param>
/// <param name="plain">How to connect without a logon.</param>
/// <param name="named">How to connect with a user name; the same as <paramref name="plain"/> if there is none.</param>
/// <param name="clock">Our clock, for comparison with the server's.</param>
internal sealed class PingConversation(RpcBinding binding, RpcClientOptions plain, RpcClientOptions named, TimeProvider clock)
{
    // Five minutes is Kerberos' default ([MS-KILE] 3.3.1).
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    /// <summary>Whether a process listens there.</summary>
    public bool IsReachable { get; private set; }

    /// <summary>Whether the last step, a bind or a logon with a call, succeeded.</summary>
    public bool IsServed { get; private set; }

    public async IAsyncEnumerable<PingStep> AskAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connect = await TryAsync("connect", ConnectAsync, cancellationToken);
        yield return connect;
        if (connect.Ok != true)
            yield break;
        IsReachable = true;
        var bind = await TryAsync("bind", token => CallAsync(plain, token), cancellationToken);
        IsServed = bind.Ok == true;
        yield return bind;
        var hasNames = false;
        foreach (var scheme in SchemeProbe.Schemes)
        {
            SchemeAnswer? answer = null;
            yield return await TryAsync($"offers {scheme}", async token =>
            {
                answer = await SchemeProbe.AskAsync(binding, scheme, plain, token);
                return answer.IsOffered ? "" : throw new CommandException(ExitCode.Refused, answer.Detail);
            }, cancellationToken);
            if (answer?.Challenge is not { } challenge || hasNames)
                continue;
            hasNames = true;
            foreach (var step in DescribeChallenge(challenge))
                yield return step;
        }

        if (ReferenceEquals(named, plain))
            yield break;
        var logon = await TryAsync("logon and call", token => CallAsync(named, token), cancellationToken);
        IsServed = logon.Ok == true;
        yield return IsServed ? logon : logon with { Answer = $"{logon.Answer.TrimEnd('.')} (the server's log says which check failed)" };
    }

    private async Task<string> ConnectAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var client = await RpcClient.ConnectAsync(binding, plain, cancellationToken);
        var remote = client.Remote is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : client.Remote;
        return $"{remote} in {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0.0} ms";
    }

    private async Task<string> CallAsync(RpcClientOptions options, CancellationToken cancellationToken)
    {
        var (client, channel) = await RpcClient.ConnectAsync(RpcTarget.WithPort(binding), IManagement.Info.Id, options, cancellationToken);
        await using var connection = client;
        var scheme = client.SecurityContext is { } context ? $"{context.Name} at {options.Level.ToString().ToLowerInvariant()}, " : "";
        var answer = await new ManagementClient(channel).IsServerListeningAsync(cancellationToken);
        var features =
            $"{scheme}{channel.Syntax}, features {client.Features}, " +
            $"{(client.IsMultiplexed ? "several calls at once" : "one call at a time")}";
        return answer.Status == 0 ? features : throw new RpcFaultException(answer.Status);
    }

    private IEnumerable<PingStep> DescribeChallenge(ChallengeMessage challenge)
    {
        var info = challenge.TargetInfo;
        var names = new[]
        {
            info?.Text(AvId.NbComputerName), info?.Text(AvId.DnsComputerName), info?.Text(AvId.NbDomainName), info?.Text(AvId.DnsDomainName)
        };
        yield return new PingStep("names", null, string.Join(", ", names.OfType<string>().Where(n => n.Length > 0).Distinct()));
        if (challenge.Version is { } version)
            yield return new PingStep("version", null, version.ToString());
        if (info?.Timestamp is { } time)
        {
            var skew = time - clock.GetUtcNow();
            yield return new PingStep("clock", skew.Duration() < MostSkew,
                $"{Math.Round(skew.TotalSeconds, 1):+0.0;-0.0;0.0} s from our clock");
        }
    }

    private async Task<PingStep> TryAsync(string step, Func<CancellationToken, Task<string>> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(plain.ConnectTimeout);
        try
        {
            return new PingStep(step, true, await work(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PingStep(step, false, $"no answer within {plain.ConnectTimeout.TotalSeconds:0.###} s");
        }
        catch (RpcFaultException fault)
        {
            return new PingStep(step, false, RpcStatusText.Of(fault.Status));
        }
        catch (Exception failure)
            when (failure is SocketException or IOException or TimeoutException or RpcBindException or CommandException)
        {
            return new PingStep(step, false, FailureText.Of(failure).Line);
        }
    }
}
