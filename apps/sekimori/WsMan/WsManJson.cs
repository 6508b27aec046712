using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>The generated writers of what the commands of WS-Management show.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdentifyAnswer))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class WsManJson : JsonSerializerContext;
