using System.Globalization;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Shells;

/// <summary>What one ReceiveResponse gives ([MS-WSMV] 3.1.4.14). The runs are in the answer's own memory, and gone with <see cref="Dispose"/>.</summary>
/// <param name="reply">The answer, which this disposes of.</param>
/// <param name="output">The runs, in order.</param>
/// <param name="exitCode">The exit code where the command is done.</param>
internal sealed class ReceivedOutput(Reply reply, IReadOnlyList<RemoteOutput> output, int? exitCode) : IDisposable
{
    /// <summary>The runs, in order.</summary>
    internal IReadOnlyList<RemoteOutput> Output { get; } = output;

    /// <summary>The exit code where the command is done.</summary>
    internal int? ExitCode { get; } = exitCode;

    /// <summary>How many bytes the runs have.</summary>
    internal int Count { get; } = output.Sum(run => run.Bytes.Length);

    /// <summary>Reads an answer; it is disposed of where that fails.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="where">The service, for messages.</param>
    /// <exception cref="WsManClientException">The answer is a fault, or none of a Receive.</exception>
    internal static ReceivedOutput Read(Reply reply, Uri where)
    {
        try
        {
            return reply.Read(where, (reader, runs) => Read(reply, where, reader, runs)) ?? throw Reply.Malformed(where, "its answer holds no output");
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    public void Dispose() => reply.Dispose();

    private static ReceivedOutput Read(Reply reply, Uri where, EnvelopeReader reader, LongText? runs)
    {
        List<RemoteOutput> output = [];
        int? exitCode = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Stream", Namespaces.Shell))
            {
                var isError = reader.Attribute("Name") == "stderr";
                var bytes = Bytes(reader.ReadText(), runs, where);
                if (bytes.Length > 0) output.Add(new RemoteOutput(isError, bytes));
            }
            else if (reader.Is("CommandState", Namespaces.Shell))
            {
                exitCode = ReadState(reader);
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
            throw Reply.Malformed(where, "a stream's content is no base64");
        }
    }

    private static int? ReadState(EnvelopeReader reader)
    {
        var done = reader.Attribute("State") == ShellNames.Done;
        int? code = null;
        reader.Enter();
        while (reader.NextChild())
        {
            // Windows writes codes as unsigned: 0xC0000005 is 3221225477.
            if (reader.LocalName == "ExitCode") code = long.TryParse(reader.ReadText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? unchecked((int)number) : 0;
            else reader.Skip();
        }

        // A command whose end nobody can tell by a number has ended all the same.
        return done ? code ?? 0 : null;
    }
}
