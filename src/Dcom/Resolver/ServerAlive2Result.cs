using Sekimori.Dcom.References;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Resolver;

/// <summary>The results of IObjectExporter::ServerAlive2.</summary>
/// <param name="Version">The resolver's version.</param>
/// <param name="Bindings">Its addresses without endpoints.</param>
/// <param name="Reserved">0.</param>
/// <param name="Status">0.</param>
internal sealed record ServerAlive2Result(ComVersion Version, DualStringArray? Bindings, uint Reserved, uint Status);
