using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Probe;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Gateway;

/// <summary>Tests the way from this machine to a target.</summary>
internal static class TargetProbe
{
    // A range is for the ports that a mapper names: nobody listens on all of them.
    private const int LargestTestedRange = 4;

    /// <summary>Runs the steps.</summary>
    public static async Task<IReadOnlyList<TargetStep>> RunAsync(
        TargetHost host, GatewaySettings gateway, CancellationToken cancellationToken)
    {
        var steps = new List<TargetStep>();
        IPAddress? address = null;
        steps.Add(await StepAsync(host, "address", async () => $"{address = await host.ResolveAsync(cancellationToken)}"));
        if (address is null) return steps;
        foreach (var port in host.Settings.Ports.Where(range => range.Last - range.First < LargestTestedRange)
            .SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)).Distinct())
            steps.Add(await StepAsync(host, $"port {port}", () => ConnectAsync(address, port, gateway.ConnectTimeout, cancellationToken)));
        if (host.Settings.WsMan is { } url)
        {
            var options = new WsManClientOptions
            {
                ConnectTimeout = gateway.ConnectTimeout, Trust = new WsManTrust { Fingerprint = host.Settings.Fingerprint }
            };
            // As the gate asks it: a URL without a path means /wsman.
            var probe = new WsManProbe(WsManAddress.Parse(url.AbsoluteUri), options, TimeProvider.System);
            await foreach (var step in probe.RunAsync(withShell: false, cancellationToken))
            {
                // The first two ask this machine's resolver; the gate has its own answer, tested above.
                if (step.Name is not ("name" or "connect"))
                    steps.Add(new(host.Name, step.Name, step.Outcome != ProbeOutcome.Bad, step.Milliseconds, step.Finding));
            }
        }
        return steps;
    }

    private static async Task<string> ConnectAsync(IPAddress address, int port, TimeSpan within, CancellationToken cancellationToken)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(within);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), timer.Token);
            return "accepts connections";
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException
            && !cancellationToken.IsCancellationRequested))
        {
            throw new TargetException(
                failure is SocketException error ? error.Message : $"no answer within {within.TotalSeconds:0} s", failure);
        }
    }

    private static async Task<TargetStep> StepAsync(TargetHost host, string name, Func<Task<string>> take)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var finding = await take();
            return new(host.Name, name, true, Stopwatch.GetElapsedTime(started).TotalMilliseconds, finding);
        }
        catch (TargetException failure)
        {
            return new(host.Name, name, false, Stopwatch.GetElapsedTime(started).TotalMilliseconds, failure.Message);
        }
    }
}
