using System.Buffers.Binary;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.SystemClasses;

/// <summary>
/// What the tools of Windows ask for the rights to a namespace. Rights are given by roles and the policy: the descriptor describes the
/// roles, and cannot be set.
/// </summary>
internal sealed class SecurityProvider : ICimProvider
{
    // The rights to a namespace ([MS-WMI] 5.2): enable, call methods, all kinds of writing, from other machines, read and write the
    // descriptor.
    private const int Enable = 0x01, Methods = 0x02, Writes = 0x1C, Remote = 0x20, ReadControl = 0x20000, WriteDescriptor = 0x40000;
    private const int Reading = Enable | Remote, Operating = Reading | Methods, All = Operating | Writes | ReadControl | WriteDescriptor;

    private const byte Allowed = 0, ToContainers = 2; // ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE
    private const ushort DaclPresent = 0x8004; // and self-relative

    // S-1-5-32-544, Administrators; S-1-5-11, Authenticated Users.
    private static readonly byte[] _administrators = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
    private static readonly byte[] _authenticated = [1, 1, 0, 0, 0, 0, 0, 5, 11, 0, 0, 0];

    public CimClass Class => SystemClass.Security;

    public bool MayBlock => false;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        request.CancellationToken.ThrowIfCancellationRequested();
        yield return new CimInstance(Class);
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new(new CimInstance(Class));

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => call.Method.Name switch
    {
        "GetSD" => new(new CimMethodResult(0u, CimArray.Of(CimType.UInt8, Descriptor(), static b => b))),
        "GetCallerAccessRights" => new(new CimMethodResult(0u, call.Caller.Role switch
        {
            >= Role.Administrator => All,
            >= Role.Operator => Operating,
            _ => Reading,
        })),
        _ => throw new CimException(CimStatus.AccessDenied, "The rights to a namespace are the roles of accounts and the policy."),
    };

    /// <summary>A self-relative security descriptor ([MS-DTYP] 2.4.6): administrators everything, others reading.</summary>
    internal static byte[] Descriptor()
    {
        byte[] entries = [.. Entry(All, _administrators), .. Entry(Reading, _authenticated)];
        var dacl = new byte[8 + entries.Length];
        (dacl[0], dacl[4]) = (2, 2); // revision, number of entries
        BinaryPrimitives.WriteUInt16LittleEndian(dacl.AsSpan(2), (ushort)dacl.Length);
        entries.CopyTo(dacl, 8);
        var header = new byte[20];
        header[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), DaclPresent);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), header.Length + _administrators.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), header.Length + 2 * _administrators.Length);
        return [.. header, .. _administrators, .. _administrators, .. dacl];
    }

    private static byte[] Entry(int rights, byte[] sid)
    {
        var entry = new byte[8 + sid.Length];
        (entry[0], entry[1]) = (Allowed, ToContainers);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), (ushort)entry.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), rights);
        sid.CopyTo(entry, 8);
        return entry;
    }
}
