using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>The body of a Disconnect ([MS-WSMV] 2.2.4.15), which may be empty.</summary>
internal sealed class DisconnectBody : IRequestBody
{
    /// <summary>How long the shell is kept; null for as long as before.</summary>
    public TimeSpan? IdleTimeout { get; private set; }

    /// <summary>How output is treated meanwhile; null for no change.</summary>
    public string? BufferMode { get; private set; }

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        if (!source.HasElement)
        {
            source.Begin(new DisconnectBody());
            return;
        }
        var reader = source.Reader;
        var body = source.Begin(new DisconnectBody(), "Disconnect", Namespaces.Shell);
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.Is("IdleTimeOut", Namespaces.Shell))
            {
                seen.Take(0, "IdleTimeOut");
                body.IdleTimeout = ReadTime(reader.ReadText());
            }
            else if (reader.Is("BufferMode", Namespaces.Shell))
            {
                seen.Take(1, "BufferMode");
                body.BufferMode = ShellBody.ReadBufferMode(reader.ReadText());
            }
            else throw new WsManFaultException(Fault.SchemaValidation($"A Disconnect contains an unknown element {reader.LocalName}."));
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        // A selector names the shell.
    }

    private static TimeSpan ReadTime(string text) => XsDuration.TryParse(text, out var asked) && asked > TimeSpan.Zero
        ? asked
        : throw new WsManFaultException(Fault.InvalidParameter("IdleTimeOut is not a duration.", WsManErrors.InvalidParameter));
}
