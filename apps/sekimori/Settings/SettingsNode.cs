namespace Sekimori.App.Settings;

/// <summary>A value of a settings file, and where it stands.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal abstract record SettingsNode(long Line, long Column)
{
    /// <summary>Its kind, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>One word, number or text.</summary>
/// <param name="Text">The text to write; empty to write nothing.</param>
internal sealed record ScalarNode(string Text, long Line, long Column) : SettingsNode(Line, Column)
{
    public override string Kind => Text.Length == 0 ? "nothing" : $"'{Text}'";
}

/// <summary>A list.</summary>
internal sealed record ListNode(IReadOnlyList<SettingsNode> Items, long Line, long Column) : SettingsNode(Line, Column)
{
    public override string Kind => "a list";
}

/// <summary>Keys with values, in the order of the file.</summary>
internal sealed record MapNode(IReadOnlyList<(ScalarNode Key, SettingsNode Value)> Entries, long Line, long Column)
    : SettingsNode(Line, Column)
{
    public override string Kind => "a group of settings";
}
