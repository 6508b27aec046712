using System.CommandLine;
using System.Net.Sockets;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>
/// Which of the two protocols a command uses. `auto` goes on to WMI over DCOM only if no TCP connection to the WS-Management ports comes
/// about. That is found out first, before anything is sent: once a port has accepted a connection, nothing that happens on it (a
/// certificate, a logon, a reset) leads to the other door. Somebody on the way could cause each of these.
/// </summary>
internal static class Door
{
    // As long as the client itself waits for a connection.
    private static readonly TimeSpan Limit = new WsManClientOptions().ConnectTimeout;

    private static readonly Option<string> Choice = new Option<string>("--door")
    {
        Description =
            "The protocol: wsman, wmi (WMI over DCOM, encrypted), or auto: wmi if no WS-Management port accepts a connection " +
            "(default: wsman).",
        DefaultValueFactory = _ => "wsman",
    }.AcceptOnlyFromAmong("auto", "wsman", "wmi");

    private static readonly Option<int> Port = new("--wmi-port")
    {
        Description = "The port of the object resolver for WMI (default: 135).", HelpName = "PORT", DefaultValueFactory = _ => 135
    };

    /// <summary>Adds the options to a command.</summary>
    public static Command WithDoors(this Command command)
    {
        command.Options.Add(Choice);
        command.Options.Add(Port);
        return command;
    }

    /// <summary>The port of the resolver.</summary>
    public static int PortOf(ParseResult result) => result.GetValue(Port) is > 0 and <= 65535 and var port
        ? port
        : throw new CommandException(ExitCode.Failed, "--wmi-port must be 1 to 65535");

    /// <summary>True if the command uses WMI.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="address">The service as typed.</param>
    /// <param name="screen">For the note which door it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<bool> IsWmiAsync(ParseResult result, string address, Screen screen, CancellationToken cancellationToken)
    {
        var choice = result.GetValue(Choice);
        if (choice != "auto") return choice == "wmi";
        var uri = WsManAddress.Parse(address);
        var host = uri.IdnHost.Trim('[', ']');
        // What was asked for and DCOM does not have: a certificate, or a scheme.
        if (WsManConnectOptions.BoundToWsMan(result, uri) is { } reason)
        {
            screen.Complain($"door: WS-Management at {uri.Authority}; WMI is no choice with {reason}");
            return false;
        }

        // A host alone has both ports: one that answers is a WS-Management service.
        var isAlone = !address.Contains("://", StringComparison.Ordinal) && uri.Port == 5986
            && !address.EndsWith(":5986", StringComparison.Ordinal);
        int[] ports = isAlone ? [5986, 5985] : [uri.Port];
        var closed = new List<string>();
        foreach (var port in ports)
        {
            if (await WhyClosedAsync(host, port, cancellationToken) is { } why)
            {
                closed.Add($"{port} {why}");
                continue;
            }

            var hint = port == uri.Port ? "" : $"; {closed[0]}, but {port} accepts connections: http://{host} is the service there";
            screen.Complain($"door: WS-Management at {uri.Authority}{hint}");
            return false;
        }

        screen.Complain($"door: WMI over DCOM at {host}:{PortOf(result)}, encrypted; WS-Management port {string.Join(", ", closed)}");
        return true;
    }

    /// <summary>Why no connection comes about; null if one does. A name that does not exist has no door.</summary>
    private static async Task<string?> WhyClosedAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await socket.ConnectAsync(host, port, limit.Token);
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return "refuses connections";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.HostUnreachable
            or SocketError.NetworkUnreachable)
        {
            return "does not answer";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "does not answer";
        }
        catch (SocketException)
        {
            // Every other failure is the client's to report.
            return null;
        }
    }
}
