using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>The body of a Command ([MS-WSMV] 2.2.4.7): one Command and any number of Arguments, in any order, and nothing else.</summary>
internal sealed class CommandBody : IRequestBody
{
    // Arguments of one command, each an element: the line that they make is bounded by the envelope.
    private const int MaxArguments = 4096;

    /// <summary>The command's identity, the client's own where it sent one.</summary>
    public Guid CommandId { get; private set; }

    /// <summary>The command.</summary>
    public string Command { get; private set; } = "";

    /// <summary>Its arguments.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Reads the body.</summary>
    /// <param name="source">Where it is read from.</param>
    /// <param name="mayBeEmpty">True where the command is in the arguments alone, as PowerShell's is.</param>
    public static void Read(in BodySource source, bool mayBeEmpty = false)
    {
        var (reader, longest) = (source.Reader, source.Limits.MaxEnvelopeBytes);
        var body = source.Begin(new CommandBody(), "CommandLine", Namespaces.Shell);
        var id = ShellBody.ReadId(reader.Attribute("CommandId"));
        body.CommandId = id ?? Guid.NewGuid();
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            // White space belongs to the command, except around it, where pretty printers put it; CDATA is text.
            if (reader.Is("Command", Namespaces.Shell))
            {
                seen.Take(0, "Command");
                body.Command = reader.ReadText(longest).Trim();
            }
            else if (reader.Is("Arguments", Namespaces.Shell)) body.Add(reader.ReadText(longest));
            else if (reader.Is("CommandId", Namespaces.Shell))
            {
                seen.Take(1, "CommandId");
                body.CommandId = ShellBody.Same(id, ShellBody.ReadId(reader.ReadText())) ?? body.CommandId;
            }
            // [MS-WSMV] 3.1.4.1.31.3.
            else throw new WsManFaultException(Fault.SchemaValidation($"The CommandLine contains an unknown element {reader.LocalName}."));
        }
        if (!mayBeEmpty && body.Command.Length == 0)
            throw new WsManFaultException(Fault.SchemaValidation("The CommandLine contains no Command."));
        if (body.Command.Contains('\0') || body.Arguments.Exists(a => a.Contains('\0')))
            throw new WsManFaultException(Fault.InvalidParameter("The command contains a NUL character."));
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        // One line, as shells run it (docs/decisions/0003).
        if (Command.Length > 0 || Arguments.Count > 0)
            facts.Add(Fact.CommandLine, Arguments.Count == 0 ? Command : string.Join(' ', [Command, .. Arguments]));
        facts.Add(Fact.CommandId, ShellNames.Format(CommandId));
    }

    private void Add(string argument)
    {
        if (Arguments.Count >= MaxArguments) throw new WsManFaultException(Fault.InvalidParameter($"More than {MaxArguments} arguments."));
        Arguments.Add(argument);
    }
}
