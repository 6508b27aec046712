using System.Text.Json.Serialization;

namespace Sekimori.App.Rpc;

/// <summary>JSON of the `rpc` commands.</summary>
[JsonSerializable(typeof(EndpointJson[]))]
[JsonSerializable(typeof(InterfaceJson[]))]
[JsonSerializable(typeof(PingStep[]))]
[JsonSerializable(typeof(string[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class RpcJson : JsonSerializerContext;
