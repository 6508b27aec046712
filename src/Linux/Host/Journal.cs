using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sekimori.Cim.Model;

namespace Sekimori.Linux.Host;

/// <summary>The journal, through journalctl(1), the newest entry first.</summary>
/// <param name="file">A journal file; null for the host's own journal.</param>
internal sealed class Journal(string? file)
{
    /// <summary>Reads entries.</summary>
    /// <param name="since">None older than this, to the second; null for all.</param>
    /// <param name="until">None newer than this, to the second; null for all.</param>
    /// <param name="worst">Only this priority and worse; null for all.</param>
    /// <param name="token">Ends the reading.</param>
    public IEnumerable<JournalEntry> Read(DateTimeOffset? since, DateTimeOffset? until, int? worst, CancellationToken token)
    {
        using var process = Start(Arguments(since, until, worst));
        using var ending = token.Register(static p => Kill((Process)p!), process);
        try
        {
            // The end of the process ends the lines; what is left in the pipe is not read any more.
            while (!token.IsCancellationRequested && process.StandardOutput.ReadLine() is { } line)
                if (Parse(line) is { } entry)
                    yield return entry;
            token.ThrowIfCancellationRequested();
            if (process.WaitForExit(1000) && process.ExitCode != 0)
                throw new CimException(CimStatus.NotAvailable, "The journal cannot be read: " + process.StandardError.ReadToEnd().Trim());
        }
        finally
        {
            Kill(process);
        }
    }

    internal static JournalEntry? Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (!long.TryParse(Text(root, "__REALTIME_TIMESTAMP"), CultureInfo.InvariantCulture, out var received))
            return null;
        return new JournalEntry(Sequence(Text(root, "__CURSOR")), DateTimeOffset.UnixEpoch.AddMicroseconds(received),
            long.TryParse(Text(root, "_SOURCE_REALTIME_TIMESTAMP"), CultureInfo.InvariantCulture, out var source)
            ? DateTimeOffset.UnixEpoch.AddMicroseconds(source)
            : null,
            Text(root, "MESSAGE"), Number(root, "PRIORITY"), Number(root, "SYSLOG_FACILITY"),
            Text(root, "SYSLOG_IDENTIFIER") ?? Text(root, "_COMM"),
            Text(root, "_TRANSPORT"), Text(root, "_HOSTNAME"), uint.TryParse(Text(root, "_UID"), CultureInfo.InvariantCulture, out var user)
            ? user : null);
    }

    private List<string> Arguments(DateTimeOffset? since, DateTimeOffset? until, int? worst)
    {
        List<string> arguments = ["--output=json", "--no-pager", "--reverse", "--quiet", "--all"];
        if (file is not null)
            arguments.Add("--file=" + file);
        if (since is { } from)
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--since=@{from.ToUnixTimeSeconds()}"));
        if (until is { } to)
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--until=@{to.ToUnixTimeSeconds() + 1}"));
        if (worst is { } priority)
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--priority={priority}"));
        return arguments;
    }

    private static Process Start(List<string> arguments)
    {
        var start = new ProcessStartInfo("journalctl", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CimException(CimStatus.NotAvailable, "journalctl is not installed on this host.");
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    // "s=…;i=1a2b;…": the entry's number within its source, in hexadecimal.
    private static ulong Sequence(string? cursor)
    {
        foreach (var part in (cursor ?? "").Split(';'))
            if (part.StartsWith("i=", StringComparison.Ordinal)
                && ulong.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
                return number;
        return 0;
    }

    private static int? Number(JsonElement root, string name) =>
        int.TryParse(Text(root, name), CultureInfo.InvariantCulture, out var number) ? number : null;

    // A field is a string; an array of numbers if it has bytes that are not text; an array of those if it occurs several times.
    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].ValueKind is JsonValueKind.String
            or JsonValueKind.Array)
            value = value[0];
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => Encoding.UTF8.GetString([.. value.EnumerateArray().Select(b => b.GetByte())]),
            _ => null,
        };
    }
}
