using System.Buffers;
using System.Globalization;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Shells;

/// <summary>What one ReceiveResponse gives ([MS-WSMV] 3.1.4.14).</summary>
/// <param name="Output">The runs, in order.</param>
/// <param name="ExitCode">The exit code where the command is done.</param>
internal sealed record ReceivedOutput(IReadOnlyList<RemoteOutput> Output, int? ExitCode)
{
    internal static ReceivedOutput Read(EnvelopeReader reader)
    {
        List<RemoteOutput> output = [];
        int? exitCode = null;
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("Stream", Namespaces.Shell))
            {
                var isError = reader.Attribute("Name") == "stderr";
                var bytes = new ArrayBufferWriter<byte>(16 * 1024);
                reader.ReadBase64(bytes);
                if (bytes.WrittenCount > 0) output.Add(new RemoteOutput(isError, bytes.WrittenMemory));
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

        return new ReceivedOutput(output, exitCode);
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
