using Sekimori.Dcom.References;

namespace Sekimori.Dcom.Resolver;

/// <summary>The results of IObjectExporter::ResolveOxid.</summary>
/// <param name="Bindings">The exporter's addresses with endpoints; null if it is not known.</param>
/// <param name="RemUnknown">The IPID of its Remote Unknown.</param>
/// <param name="AuthnHint">The authentication level that it asks for.</param>
/// <param name="Status">0 or OR_INVALID_OXID.</param>
internal sealed record ResolveOxidResult(DualStringArray? Bindings, Guid RemUnknown, uint AuthnHint, uint Status);
