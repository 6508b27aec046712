using System.Text;
using Sekimori.Cim.Model;

namespace Sekimori.Linux.Host;

/// <summary>
/// Changes /etc/environment, a line for each variable; see pam_env(8). Other lines stay as they are, and a reader sees the old file or the
/// new one.
/// </summary>
internal sealed class EnvironmentFile(LinuxPaths paths)
{
    // What pam_env reads of a line.
    private const int MaxLine = 1000;

    private readonly Lock _lock = new();

    private string Path => System.IO.Path.Combine(paths.Etc, "environment");

    public Dictionary<string, string> Read() => KeyValueFile.Read(Path);

    /// <summary>Sets a variable, or removes it where the value is null.</summary>
    /// <exception cref="CimException">The name or the value cannot be in the file, or the file cannot be written.</exception>
    public void Set(string name, string? value)
    {
        var line = value is null ? null : LineOf(name, value);
        lock (_lock)
        {
            try
            {
                var target = File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path;
                var exists = File.Exists(target);
                var lines = exists ? File.ReadAllLines(target).ToList() : [];
                var at = lines.FindLastIndex(l => Names(l, name));
                if (at >= 0 && line is not null) lines[at] = line;
                else if (line is not null) lines.Add(line);
                else lines.RemoveAll(l => Names(l, name));
                Replace(target, lines, exists
                    ? File.GetUnixFileMode(target)
                    : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }
            catch (UnauthorizedAccessException denied)
            {
                throw new CimException(CimStatus.AccessDenied, $"The server may not write {Path}.", denied);
            }
        }
    }

    private static void Replace(string target, IEnumerable<string> lines, UnixFileMode mode)
    {
        var temporary = $"{target}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = new FileStream(
                temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                foreach (var line in lines) stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Quotes are needed for blanks; what would need escapes is read differently by different readers of this file.
    private static string LineOf(string name, string value)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new CimException(CimStatus.InvalidParameter,
                "The name of a variable consists of letters, digits and underscores, and does not start with a digit.");
        if (value.Any(c => char.IsControl(c) || c is '"' or '\'' or '\\' or '#'))
            throw new CimException(CimStatus.InvalidParameter,
                "The value of a variable must not contain quotation marks, backslashes, number signs or control characters.");
        var line = value.Any(char.IsWhiteSpace) ? $"{name}=\"{value}\"" : $"{name}={value}";
        return Encoding.UTF8.GetByteCount(line) <= MaxLine
            ? line
            : throw new CimException(CimStatus.InvalidParameter, $"A variable is limited to {MaxLine} bytes.");
    }

    private static bool Names(string line, string name)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && line.AsSpan(0, equals).Trim().SequenceEqual(name);
    }
}
