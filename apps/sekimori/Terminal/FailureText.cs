using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using Sekimori.Client.WsMan;
using Sekimori.Wire;

namespace Sekimori.App.Terminal;

/// <summary>The one place that turns an exception into a line for people and an exit code.</summary>
internal static class FailureText
{
    public static (int ExitCode, string Line) Of(Exception failure) => failure switch
    {
        CommandException command => (command.ExitCode, command.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        WsManClientException wsman => (wsman.IsRefusal ? ExitCode.Refused : ExitCode.Failed, wsman.Message),
        MalformedException malformed => (ExitCode.Failed, $"the peer sent an invalid message: {malformed.Message}"),
        AuthenticationException authentication => (ExitCode.Failed, authentication.InnerException?.Message ?? authentication.Message),
        HttpRequestException { InnerException: { } inner } => Of(inner),
        SocketException socket => (ExitCode.Failed, Of(socket.SocketErrorCode) ?? socket.Message),
        IOException { InnerException: SocketException socket } => (ExitCode.Failed, Of(socket.SocketErrorCode) ?? socket.Message),
        AggregateException { InnerExceptions: [var only] } => Of(only),
        IOException or UnauthorizedAccessException or TimeoutException or InvalidDataException => (ExitCode.Failed, failure.Message),
        // An unexpected exception is a defect of ours: its type helps the user to report it.
        _ => (ExitCode.Failed, $"{failure.Message} ({failure.GetType().Name}; SEKIMORI_TRACE=1 shows where)"),
    };

    private static string? Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused: nothing listens on this port",
        SocketError.HostNotFound or SocketError.NoData => "no such host",
        SocketError.TimedOut => "timeout: no answer",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to host",
        SocketError.ConnectionReset => "the peer closed the connection (this machine may not be on its allow list)",
        _ => null,
    };
}
