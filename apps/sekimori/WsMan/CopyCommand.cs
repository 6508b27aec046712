using System.CommandLine;
using System.Diagnostics;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Storage.Files;

namespace Sekimori.App.WsMan;

/// <summary>
/// `sekimori shell copy URL FROM TO`: a file to or from a Unix host; the one whose path starts with a colon is the other host's.
/// </summary>
internal static class CopyCommand
{
    private static readonly Argument<string> From = new("FROM") { Description = "The source file; a leading colon means the remote host." };
    private static readonly Argument<string> To = new("TO") { Description = "The target file; a leading colon means the remote host." };

    public static Command Make(Argument<string> url) =>
        new Command(
        "copy",
        "Copy a file to or from a Unix host, and compare its SHA-256: copy URL local.txt :/tmp/remote.txt, copy URL :/etc/hosts hosts.")
        {
            url, From, To
        }
            .Reaching().Does((result, screen, cancellationToken) =>
            CopyAsync(result, screen, result.GetRequiredValue(url), cancellationToken));

    private static async Task<int> CopyAsync(ParseResult result, Screen screen, string url, CancellationToken cancellationToken)
    {
        var (from, to) = (result.GetRequiredValue(From), result.GetRequiredValue(To));
        if (from.StartsWith(':') == to.StartsWith(':'))
            throw new CommandException(ExitCode.Failed, "exactly one of FROM and TO must start with a colon, which means the remote host");
        using var client = WsManConnectOptions.Client(result, url);
        var progress = new Progress(screen);
        var hash = from.StartsWith(':')
            ? await DownloadAsync(client, from[1..], to, progress, cancellationToken)
            : await UploadAsync(client, from, to[1..], progress, cancellationToken);
        progress.End();
        screen.Line($"{progress.Bytes} bytes, SHA-256 {hash}");
        return ExitCode.Done;
    }

    private static async Task<string> UploadAsync(
        WsManClient client, string from, string to, Progress progress, CancellationToken cancellationToken)
    {
        await using var source = File.OpenRead(from);
        var size = source.Length;
        await using var shell = await client.OpenShellAsync(cancellationToken: cancellationToken);
        var target = to.Length == 0 || to.EndsWith('/') ? to + Path.GetFileName(from) : to;
        return await new RemoteFiles(shell).UploadAsync(source, target, new Reporter(sent => progress.Show(sent, size)), cancellationToken);
    }

    private static async Task<string> DownloadAsync(
        WsManClient client, string from, string to, Progress progress, CancellationToken cancellationToken)
    {
        var target = Directory.Exists(to) ? Path.Combine(to, from[(from.LastIndexOf('/') + 1)..]) : to;
        // Completely or not at all, on both sides.
        using var draft = new FileDraft(target);
        await using var shell = await client.OpenShellAsync(cancellationToken: cancellationToken);
        var hash = await new RemoteFiles(shell).DownloadAsync(from, draft.Stream, progress.Show, cancellationToken);
        draft.Place();
        return hash;
    }

    // System.Progress would report through the thread pool, out of order.
    private sealed class Reporter(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }

    private sealed class Progress(Screen screen)
    {
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

        private readonly bool isShown = !Console.IsErrorRedirected;
        private readonly long started = Stopwatch.GetTimestamp();
        private long last;

        public long Bytes { get; private set; }

        public void Show(long bytes, long size)
        {
            Bytes = bytes;
            if (!isShown || (last != 0 && Stopwatch.GetElapsedTime(last) < Pace && bytes < size)) return;
            last = Stopwatch.GetTimestamp();
            var share = size == 0 ? 100 : bytes * 100 / size;
            screen.Error.Write(
                $"\r{share,3} %  {bytes / 1e6,10:0.0} MB  {bytes / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds,7:0.0} MB/s ");
        }

        public void End()
        {
            if (isShown && last != 0) screen.Error.WriteLine();
        }
    }
}
