namespace Sekimori.Linux.Shells.Keeper;

/// <summary>The messages about one command that the server waits for.</summary>
internal sealed class KeeperTicket
{
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The process's number; or a negative error's number if it was not start.</summary>
    internal Task<int> Started => _started.Task;

    /// <summary>The exit code, or 128 + signal.</summary>
    internal Task<int> Exited => _exited.Task;

    /// <summary>Completes once the order to end it has been carried out.</summary>
    internal Task Ended => _ended.Task;

    internal void Report(KeeperNews news, int value)
    {
        switch (news)
        {
            case KeeperNews.Started or KeeperNews.Entered:
                _started.TrySetResult(value);
                break;
            case KeeperNews.Failed:
                _started.TrySetResult(-value);
                break;
            case KeeperNews.Exited:
                _exited.TrySetResult(value);
                break;
            case KeeperNews.Ended:
                _ended.TrySetResult();
                break;
            default:
                break;
        }
    }

    /// <summary>The keeper has ended, and everything it kept with it.</summary>
    internal void ReportEnded()
    {
        _started.TrySetResult(-Native.Errno.NoProcess);
        _exited.TrySetResult(128 + Processes.ProcessSignal.Kill);
        _ended.TrySetResult();
    }
}
