namespace Sekimori.Rpc.EndpointMap;

/// <summary>What an ept_lookup searches for ([MS-RPCE] 2.2.1.2.4).</summary>
/// <param name="Type">What is compared.</param>
/// <param name="Object">The object, if it is.</param>
/// <param name="Interface">The interface, if it is.</param>
/// <param name="Versions">Which of its versions.</param>
internal readonly record struct Inquiry(InquiryType Type, Guid Object, RpcIfId Interface, VersionOption Versions)
{
    /// <summary>Reads the parameters of a lookup.</summary>
    /// <returns>One of <see cref="EptStatus"/>.</returns>
    public static uint TryCreate(uint inquiryType, Guid? @object, RpcIfId? interfaceId, uint versionOption, out Inquiry inquiry)
    {
        inquiry = new((InquiryType)inquiryType, @object ?? Guid.Empty, interfaceId ?? default, (VersionOption)versionOption);
        if (inquiry.Type > InquiryType.ByBoth) return EptStatus.InvalidInquiryType;
        if (inquiry.Type is not (InquiryType.ByInterface or InquiryType.ByBoth)) return EptStatus.Ok;
        if (interfaceId is null) return EptStatus.InvalidParameter;
        return inquiry.Versions is >= VersionOption.All and <= VersionOption.UpTo ? EptStatus.Ok : EptStatus.InvalidVersionOption;
    }

    public bool Matches(EndpointEntry entry)
    {
        if (Type is InquiryType.ByObject or InquiryType.ByBoth && entry.Object != Object) return false;
        if (Type is not (InquiryType.ByInterface or InquiryType.ByBoth)) return true;
        var (uuid, major, minor) = entry.Binding.Interface;
        return uuid == Interface.Uuid && Versions switch
        {
            VersionOption.Compatible => major == Interface.Major && minor >= Interface.Minor,
            VersionOption.Exact => major == Interface.Major && minor == Interface.Minor,
            VersionOption.MajorOnly => major == Interface.Major,
            VersionOption.UpTo => major < Interface.Major || (major == Interface.Major && minor <= Interface.Minor),
            _ => true,
        };
    }
}
