using System.Text;
using Microsoft.Extensions.Logging;
using Sekimori.Storage.Files;

namespace Sekimori.Gate.Alerts;

/// <summary>Alerts as lines of JSON, appended to a file. It is opened for each line, so that it can be moved away at any time.</summary>
internal sealed class FileAlertSink : QueuedAlertSink
{
    private readonly string _path;

    /// <summary>A sink for a file, which is created if missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Where failures are written.</param>
    public FileAlertSink(string path, ILogger<FileAlertSink> logger)
        : base(path, logger) => _path = path;

    /// <inheritdoc/>
    protected override async Task SendAsync(string alert, CancellationToken cancellationToken)
    {
        await using var file = AppendedFile.Open(_path);
        await file.WriteAsync(Encoding.UTF8.GetBytes(alert + "\n"), cancellationToken).ConfigureAwait(false);
    }
}
