namespace Sekimori.Fuzz.Wmi;

/// <summary>A request.</summary>
/// <param name="Resolver">The interface of port 135; null if it is for an object.</param>
/// <param name="Object">The IPID.</param>
/// <param name="Opnum">The operation.</param>
/// <param name="Stub">The encoded arguments.</param>
internal sealed record OrpcRequest(Guid? Resolver, Guid? Object, ushort Opnum, byte[] Stub);
