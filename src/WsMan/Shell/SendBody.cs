using System.Buffers;
using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>The body of a Send ([MS-WSMV] 2.2.4.32): pieces of input.</summary>
internal sealed class SendBody : IRequestBody
{
    /// <summary>The pieces, in order.</summary>
    public List<Piece> Pieces { get; } = [];

    /// <summary>Reads the body.</summary>
    /// <param name="source">Where it is read from.</param>
    /// <param name="anyStream">True where the shell may have other input streams than stdin, as PowerShell's have.</param>
    public static void Read(in BodySource source, bool anyStream = false)
    {
        var reader = source.Reader;
        var body = source.Begin(new SendBody(), "Send", Namespaces.Shell);
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("Stream", Namespaces.Shell))
                throw new WsManFaultException(Fault.SchemaValidation("A Send contains an element other than Stream."));
            if (!anyStream && !string.Equals(reader.Attribute("Name"), "stdin", StringComparison.OrdinalIgnoreCase))
                throw new WsManFaultException(Fault.InvalidParameter("The only input stream is stdin."));
            var id = reader.Attribute("CommandId");
            var isLast = reader.Attribute("End")?.Trim() is { } text
                && (text.Equals("true", StringComparison.OrdinalIgnoreCase) || text == "1");
            var data = new ArrayBufferWriter<byte>(256);
            reader.ReadBase64(data);
            body.Pieces.Add(new(id, data.WrittenMemory, isLast));
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        // Input may be a password: only the fact that it was sent is recorded.
        if (Pieces.Count > 0) facts.Add(Fact.Stream, "stdin");
        foreach (var id in Pieces.Select(piece => piece.CommandId).OfType<string>().Distinct(StringComparer.Ordinal))
            facts.Add(Fact.CommandId, id);
    }

    /// <summary>Input of one command.</summary>
    /// <param name="CommandId">The command as the client wrote it; null for none.</param>
    /// <param name="Data">The bytes.</param>
    /// <param name="IsLast">True if the input ends with them.</param>
    internal readonly record struct Piece(string? CommandId, ReadOnlyMemory<byte> Data, bool IsLast);
}
