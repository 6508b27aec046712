using Sekimori.Dcom.References;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Resolver;

/// <summary>The results of IObjectExporter::ResolveOxid2.</summary>
/// <param name="Bindings">The exporter's addresses with endpoints; null if it is not known.</param>
/// <param name="RemUnknown">The IPID of its Remote Unknown.</param>
/// <param name="AuthnHint">The authentication level that it asks for.</param>
/// <param name="Version">Its version.</param>
/// <param name="Status">0 or OR_INVALID_OXID.</param>
internal sealed record ResolveOxid2Result(DualStringArray? Bindings, Guid RemUnknown, uint AuthnHint, ComVersion Version, uint Status);
