namespace Sekimori.Rpc.EndpointMap;

/// <summary>The results of ept_inq_object ([C706] Appendix O).</summary>
/// <param name="Object">The object UUID of the mapper itself.</param>
/// <param name="Status">One of <see cref="EptStatus"/>.</param>
internal sealed record EptObjectResult(Guid Object, uint Status);
