using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;

namespace Sekimori.WsMan.Operations;

/// <summary>The body of a Put on winrm/config: what it names is changed, the rest stays.</summary>
internal sealed class ConfigBody : IRequestBody
{
    /// <summary>The changes, to be made in this order.</summary>
    public List<(ConfigSetting Setting, string Value)> Changes { get; } = [];

    /// <summary>Reads the body.</summary>
    /// <param name="source">Where it is read from.</param>
    /// <param name="path">The section's path below winrm/config, in lower case.</param>
    public static void Read(in BodySource source, string path)
    {
        if (!source.HasElement) throw new WsManFaultException(Fault.SchemaValidation("The body is empty."));
        var body = source.Begin(new ConfigBody());
        ConfigReader.Read(source.Reader, path, body.Changes);
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        foreach (var (setting, value) in Changes) ObjectFacts.Add(
            setting.Section.Length > 0 ? $"{setting.Section}/{setting.Name}" : setting.Name, value, facts);
    }
}
