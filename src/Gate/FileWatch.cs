namespace Sekimori.Gate;

/// <summary>Detects that a file has been replaced or rewritten.</summary>
internal sealed class FileWatch : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ITimer timer;
    private string stamp;

    public FileWatch(string path, Action changed, TimeProvider clock)
    {
        stamp = FileStamp.Of(path);
        timer = clock.CreateTimer(
            _ =>
            {
                var now = FileStamp.Of(path);
                if (Interlocked.Exchange(ref stamp, now) != now) changed();
            },
            null, LookEvery, LookEvery);
    }

    public void Dispose() => timer.Dispose();
}
