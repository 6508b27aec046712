namespace Sekimori.App.Settings;

/// <summary>A settings file contains an invalid value. The message starts with FILE:LINE:COLUMN, as editors read it.</summary>
internal sealed class SettingsException(string file, long line, long column, string reason) : Exception($"{file}:{line}:{column}: {reason}")
{
    public long Line { get; } = line;

    public long Column { get; } = column;
}
