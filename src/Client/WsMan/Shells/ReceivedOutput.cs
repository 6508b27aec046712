using System.Globalization;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Shells;

/// <summary>
/// The content of one ReceiveResponse ([MS-WSMV] 3.1.4.14). The runs are in the answer's own memory, and invalid after
/// <see cref="Dispose"/>.
/// </summary>
/// <param name="reply">The answer, which this disposes of.</param>
/// <param name="output">The runs, in order.</param>
/// <param name="exitCode">The exit code if the command is done.</param>
internal sealed class ReceivedOutput(Reply reply, IReadOnlyList<RemoteOutput> output, (int Code, string Text)? exitCode) : IDisposable
{
    /// <summary>Digits of an exit code: Windows has ten.</summary>
    private const int LongestCode = 40;

    /// <summary>The runs, in order.</summary>
    internal IReadOnlyList<RemoteOutput> Output { get; } = output;

    /// <summary>The exit code if the command is done.</summary>
    internal int? ExitCode { get; } = exitCode?.Code;

    /// <summary>The exit code as the service wrote it.</summary>
    internal string? ExitCodeText { get; } = exitCode?.Text;

    /// <summary>How many bytes the runs have.</summary>
    internal int Count { get; } = output.Sum(run => run.Bytes.Length);

    /// <summary>Reads an answer; it is disposed of on failure.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="where">The service, for messages.</param>
    /// <param name="command">The requested command: output that names another is not its output.</param>
    /// <exception cref="WsManClientException">The answer is a fault, or none of a Receive.</exception>
    internal static ReceivedOutput Read(Reply reply, Uri where, string command)
    {
        try
        {
            return reply.Read(where, (reader, runs) => Read(reply, where, command, reader, runs))
                ?? throw Reply.Malformed(where, "its answer contains no output");
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    public void Dispose() => reply.Dispose();

    private static ReceivedOutput Read(Reply reply, Uri where, string command, EnvelopeReader reader, LongText? runs)
    {
        List<RemoteOutput> output = [];
        (int Code, string Text)? exitCode = null;
        reader.Enter();
        while (reader.NextChild())
        {
            // [MS-WSMV] 2.2.4.9 and 2.2.4.40: both name the command; who leaves the name out means the one that was asked about.
            if (reader.Attribute("CommandId") is { } other && !other.Equals(command, StringComparison.OrdinalIgnoreCase))
            {
                reader.Skip();
            }
            else if (reader.Is("Stream", Namespaces.Shell))
            {
                var isError = reader.Attribute("Name") == "stderr";
                var bytes = Bytes(reader.ReadText(), runs, where);
                if (bytes.Length > 0) output.Add(new RemoteOutput(isError, bytes));
            }
            else if (reader.Is("CommandState", Namespaces.Shell))
            {
                exitCode = ReadState(reader, where) ?? exitCode;
            }
            else
            {
                reader.Skip();
            }
        }

        return new ReceivedOutput(reply, output, exitCode);
    }

    private static ReadOnlyMemory<byte> Bytes(string text, LongText? runs, Uri where)
    {
        if (runs is not null && runs.TryFind(text, out var run)) return run;
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Reply.Malformed(where, "a stream's content is not base64");
        }
    }

    // [MS-WSMV] 2.2.5.5: any integer. What is not an integer must not pass for success, nor one whose last 32 bits are 0.
    private static (int Code, string Text) ReadCode(string text, Uri where)
    {
        var written = text.Trim();
        var digits = written.AsSpan(written is ['-' or '+', ..] ? 1 : 0);
        if (digits.Length is 0 or > LongestCode || digits.ContainsAnyExceptInRange('0', '9'))
            throw Reply.Malformed(
                where,
                $"the command's exit code '{(written.Length > LongestCode ? written[..LongestCode] + "…" : written)}' is not a number");
        return long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number is >= int.MinValue and <= uint.MaxValue
            ? (unchecked((int)number), written)
            : (int.MaxValue, written);
    }

    private static (int Code, string Text)? ReadState(EnvelopeReader reader, Uri where)
    {
        var done = reader.Attribute("State") == ShellNames.Done;
        (int Code, string Text)? code = null;
        reader.Enter();
        while (reader.NextChild())
        {
            // Windows writes codes as unsigned: 0xC0000005 is 3221225477.
            if (reader.LocalName == "ExitCode") code = ReadCode(reader.ReadText(), where);
            else reader.Skip();
        }

        // A command that ends without a numeric exit code has ended nevertheless.
        return done ? code ?? (0, "0") : null;
    }
}
