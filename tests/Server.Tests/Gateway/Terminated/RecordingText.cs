using System.Text;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Secrets;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>The recordings of a gate that has ended, as text.</summary>
internal static class RecordingText
{
    /// <summary>Opens the recordings of a data folder.</summary>
    public static RecordingFolder Open(DataFolder data) => new(data, new SecretProtection(data, new KeyWrapping()));

    /// <summary>Reads one, as far as it goes.</summary>
    public static string Read(RecordingFolder folder, string name, out bool isWhole)
    {
        using var reader = folder.Open(name);
        var text = new StringBuilder();
        while (reader.Next() is { } frame) text.Append(Encoding.UTF8.GetString(frame));
        isWhole = reader.IsWhole;
        return text.ToString();
    }
}
