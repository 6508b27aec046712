using System.Text;
using Microsoft.Extensions.Logging;

namespace Sekimori.Hosting.Alerts;

/// <summary>Alerts as lines of JSON, appended to a file. It is opened for each line, so that it may be moved away at any time.</summary>
public sealed class FileAlertSink : QueuedAlertSink
{
    private readonly string _path;

    /// <summary>A sink for a file, which is made where it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Where failures are written.</param>
    public FileAlertSink(string path, ILogger<FileAlertSink> logger)
        : base(path, logger) => _path = path;

    /// <inheritdoc/>
    protected override async Task SendAsync(string alert, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(_path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(alert + "\n"), cancellationToken).ConfigureAwait(false);
    }
}
