using System.Text.Json;
using System.Text.Json.Nodes;
using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>What a run asks, as a store keeps it: every worker of a run asks the same. Nothing secret is in it.</summary>
internal static class AuditQuestions
{
    /// <summary>As JSON.</summary>
    /// <param name="options">How hosts are asked.</param>
    /// <param name="isScheduled">True for a regular run of a server, which is compared with the one before.</param>
    public static string Write(SurveyOptions options, bool isScheduled = false) => new JsonObject
    {
        ["scheduled"] = isScheduled,
        ["connectTimeout"] = options.ConnectTimeout.TotalMilliseconds,
        ["neighbours"] = options.WithNeighbours,
        ["tlsPorts"] = new JsonArray([.. options.TlsPorts.Select(port => (JsonNode?)JsonValue.Create(port))]),
        // Of the roles, those that decide about a severity.
        ["controllers"] = new JsonArray([.. options.Roles.Where(one => one.Value == "domain controller")
            .Select(one => (JsonNode?)JsonValue.Create(one.Key))]),
        ["rpcPort"] = options.MapperPort, ["httpPort"] = options.HttpPort, ["httpsPort"] = options.HttpsPort,
    }.ToJsonString();

    /// <summary>True for the questions of a regular run of a server.</summary>
    public static bool IsScheduled(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 3 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("scheduled", out var value) && value.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>From JSON; what a worker itself knows, such as its authorities, stays.</summary>
    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes.</exception>
    public static SurveyOptions Read(string text, SurveyOptions own)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 3 });
            var root = document.RootElement;
            return own with
            {
                ConnectTimeout = TimeSpan.FromMilliseconds(root.GetProperty("connectTimeout").GetDouble()),
                WithNeighbours = root.GetProperty("neighbours").GetBoolean(),
                TlsPorts = [.. root.GetProperty("tlsPorts").EnumerateArray().Select(port => port.GetInt32())],
                MapperPort = root.GetProperty("rpcPort").GetInt32(),
                HttpPort = root.GetProperty("httpPort").GetInt32(),
                HttpsPort = root.GetProperty("httpsPort").GetInt32(),
                // Runs of before had none.
                Roles = root.TryGetProperty("controllers", out var controllers)
                    ? controllers.EnumerateArray().ToDictionary(host => host.GetString() ?? "", _ => "domain controller",
                        StringComparer.OrdinalIgnoreCase)
                    : new Dictionary<string, string>(),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or OverflowException or ArgumentException)
        {
            throw new FormatException("the questions of the run cannot be read: it was added by another version of sekimori", wrong);
        }
    }
}
