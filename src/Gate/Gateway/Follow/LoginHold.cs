using System.IO.Pipelines;
using System.Text;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>
/// The control connection of a logon for RPC. The gate says where the target is, "rpc ADDRESS PORT", and in the end why it ends, "end
/// REASON"; the caller says that it is still there, with any byte.
/// </summary>
/// <param name="transport">The connection.</param>
/// <param name="session">The logon.</param>
internal sealed class LoginHold(IDuplexPipe transport, GatewaySession session)
{
    private static readonly TimeSpan SayEndWithin = TimeSpan.FromSeconds(2);

    /// <summary>Holds it until it ends.</summary>
    public async Task RunAsync(string? token)
    {
        try
        {
            await GatewayAnswer.OpenAsync(transport.Output, token, session.Ending).ConfigureAwait(false);
            await SayAsync($"rpc {session.Remote!.Address} {session.Remote.Port}", session.Ending).ConfigureAwait(false);
            await ListenAsync().ConfigureAwait(false);
            // A stated time goes on without the connection.
            if (session.Until is not null) await Task.Delay(Timeout.Infinite, session.Ending).ConfigureAwait(false);
            session.NoteEnd("the caller closed");
        }
        catch (OperationCanceledException) when (session.Ending.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(SayEndWithin);
            await SayAsync($"end {session.EndReason}", limit.Token).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var read = await transport.Input.ReadAsync(session.Ending).ConfigureAwait(false);
                session.CountSent((int)read.Buffer.Length, Environment.TickCount64);
                transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception gone) when (gone is IOException or Microsoft.AspNetCore.Connections.ConnectionAbortedException)
        {
            // The caller has gone.
        }
    }

    private async Task SayAsync(string line, CancellationToken cancellationToken) =>
        await transport.Output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);
}
