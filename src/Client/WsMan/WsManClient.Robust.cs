using System.Diagnostics;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Shell;

namespace Sekimori.Client.WsMan;

/// <content>Robust connections ([MS-WSMV] 3.2.5.3): what a broken connection lost is requested again on a new one.</content>
public sealed partial class WsManClient
{
    /// <summary>
    /// The first wait is up to this long, and the next one up to twice as long. [MS-WSMV] 3.2.2 starts with 15 s, too long for who waits
    /// for output.
    /// </summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    // Known from the first answer ([MS-WSMV] 1.7): 0 not yet, 1 it does, -1 it does not.
    private volatile int _keepsAnswers;

    /// <summary>True if the service keeps answers for a caller that repeats its request.</summary>
    internal bool KeepsAnswers => _keepsAnswers > 0;

    private bool IsRobust(Request request) =>
        _keepsAnswers >= 0 && _options.RetransmitFor > TimeSpan.Zero && request.Resource?.Uri == ShellNames.CommandShell;

    private async Task<Reply> SendRobustAsync(Request request, CancellationToken cancellationToken)
    {
        var operation = request.Operation ?? OperationHeader.New();
        var limit = request.RetransmitFor ?? _options.RetransmitFor;
        long broken = 0;
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                var reply = await SendOnceAsync(request, operation, null, cancellationToken).ConfigureAwait(false);
                if (_keepsAnswers == 0) _keepsAnswers = reply.NamesOperation() ? 1 : -1;
                return reply;
            }
            catch (WsManClientException e) when (e.Failure == WsManFailure.Unreachable && KeepsAnswers)
            {
                if (broken == 0) broken = Stopwatch.GetTimestamp();
                var pause = wait * Random.Shared.NextDouble();
                if (Stopwatch.GetElapsedTime(broken) + pause > limit) throw;
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }

            operation = operation with { IsRetransmission = true };
        }
    }
}
