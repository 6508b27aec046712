using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Client.WsMan.Shells;

/// <summary>
/// Copies files to and from a Unix host through its own shell, with only cat, stat, sha256sum and mv on the other side. A file gets its new
/// content whole or not at all, and its SHA-256 is compared at both ends.
/// </summary>
/// <param name="shell">The shell; other commands may run in it meanwhile.</param>
public sealed class RemoteFiles(RemoteShell shell)
{
    /// <summary>What is read of a local file at a time: one Send.</summary>
    private const int Block = 96 * 1024;

    /// <summary>Output of the commands that copy, in bytes: a size and a checksum, or what cat complains of.</summary>
    private const int MaxAnswer = 64 * 1024;

    /// <summary>Copies a stream to a file on the other host.</summary>
    /// <param name="source">Read to its end.</param>
    /// <param name="path">The remote file; replaced if it exists.</param>
    /// <param name="progress">Called now and then with the number of bytes sent.</param>
    /// <param name="cancellationToken">Ends the copy; the file there stays as it was.</param>
    /// <returns>The SHA-256 of both, in lower-case digits.</returns>
    /// <exception cref="WsManClientException">The other host cannot write it, or has got something else.</exception>
    public async Task<string> UploadAsync(
        Stream source, string path, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        // Beside the file, in a folder that others may write: a name that nobody can foresee, made and never opened (noclobber is O_EXCL),
        // for its owner alone.
        var part = Quote($"{path}.{Guid.NewGuid():N}.part");
        var take = $"(umask 077; set -C; cat > {part}) && sha256sum < {part} || {{ rm -f {part}; exit 1; }}";
        await using var command = await shell.StartAsync(new RemoteCommandOptions(take), cancellationToken).ConfigureAwait(false);
        var answer = FinishAsync(command, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        long sent = 0;
        // A command that has ended reads no more: its error output has the reason.
        while (!answer.IsCompleted)
        {
            var count = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            hash.AppendData(buffer, 0, count);
            await command.SendAsync(buffer.AsMemory(0, count), end: count < buffer.Length, cancellationToken).ConfigureAwait(false);
            progress?.Report(sent += count);
            if (count < buffer.Length) break;
        }

        var (code, output, errors) = await answer.ConfigureAwait(false);
        if (code != 0) throw Failed($"'{path}' cannot be written", errors);
        var ours = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (!output.StartsWith(ours, StringComparison.Ordinal))
        {
            _ = await RunAsync($"rm -f {part}", cancellationToken).ConfigureAwait(false);
            throw Failed($"'{path}' changed during the copy", "the checksums differ");
        }

        // The rights of the file that it replaces, or those that the umask gives to a new one.
        var place =
            $"m=$(stat -Lc %a {Quote(path)} 2>/dev/null) && chmod \"$m\" {part} || chmod =rw {part}; mv -f {part} {Quote(path)} || {{ " +
            $"rm -f {part}; exit 1; }}";
        var (moved, _, why) = await RunAsync(place, cancellationToken).ConfigureAwait(false);
        return moved == 0 ? ours : throw Failed($"'{path}' cannot be replaced", why);
    }

    /// <summary>Copies a file of the other host to a stream.</summary>
    /// <param name="path">The file there.</param>
    /// <param name="target">Where its bytes go. They must be believed only once this returns.</param>
    /// <param name="progress">Called with the file's size first, and then with the number of bytes received.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>The SHA-256 of both, in lower-case digits.</returns>
    /// <exception cref="WsManClientException">The other host cannot read it, or its answer is unexpected.</exception>
    public async Task<string> DownloadAsync(
        string path, Stream target, Action<long, long>? progress = null, CancellationToken cancellationToken = default)
    {
        var quoted = Quote(path);
        var (known, facts, why) = await RunAsync($"stat -Lc %s {quoted} && sha256sum < {quoted}", cancellationToken).ConfigureAwait(false);
        var lines = facts.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (known != 0 || lines.Length < 2 || !long.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            throw Failed($"'{path}' cannot be read", why);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var command = await shell.StartAsync(new RemoteCommandOptions($"cat {quoted}"), cancellationToken)
            .ConfigureAwait(false);
        var errors = new StringBuilder();
        long got = 0;
        await foreach (var run in command.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (run.IsError)
            {
                if (errors.Length + run.Bytes.Length > MaxAnswer) throw TooMuch();
                errors.Append(Encoding.UTF8.GetString(run.Bytes.Span));
                continue;
            }

            if (run.Bytes.Length > size - got)
                throw Failed($"'{path}' changed during the copy",
                    $"it has more than its {size} bytes; it may have been written to meanwhile");
            hash.AppendData(run.Bytes.Span);
            await target.WriteAsync(run.Bytes, cancellationToken).ConfigureAwait(false);
            progress?.Invoke(got += run.Bytes.Length, size);
        }

        if (command.ExitCode != 0) throw Failed($"'{path}' cannot be read", errors.ToString());
        var ours = Convert.ToHexStringLower(hash.GetHashAndReset());
        return lines[1].StartsWith(ours, StringComparison.Ordinal)
            ? ours
            : throw Failed($"'{path}' changed during the copy", "the checksums differ; it may have been written to meanwhile");
    }

    /// <summary>The text as one word of a Unix shell.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private async Task<(int Code, string Output, string Errors)> RunAsync(string line, CancellationToken cancellationToken)
    {
        await using var command = await shell.StartAsync(new RemoteCommandOptions(line), cancellationToken).ConfigureAwait(false);
        return await FinishAsync(command, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(int Code, string Output, string Errors)> FinishAsync(RemoteCommand command, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        await foreach (var run in command.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (output.Length + errors.Length + run.Bytes.Length > MaxAnswer) throw TooMuch();
            (run.IsError ? errors : output).Write(run.Bytes.Span);
        }

        return (command.ExitCode ?? 0, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
    }

    private WsManClientException TooMuch() => new(WsManFailure.OverLimit,
        $"{shell.Client.Address.Authority} answered with more than {MaxAnswer} bytes instead of a size or a checksum; it may not be a " +
        $"Unix host");

    private WsManClientException Failed(string what, string why)
    {
        var line = why.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        return new WsManClientException(
            WsManFailure.Fault, $"{what} at {shell.Client.Address.Authority}{(line.Length == 0 ? "" : ": " + line)}");
    }
}
