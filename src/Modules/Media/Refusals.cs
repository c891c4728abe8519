namespace Feria.Media;

/// <summary>Every "no" this module can say.</summary>
public static class Refusals
{
    public static readonly Refusal KindUnknown = new(422, "picture_kind_unknown",
        "Send a picture as JPEG, PNG or WebP.");

    public static readonly Refusal TooManyPixels = new(422, "picture_too_many_pixels",
        "A picture has at most 12,000 pixels on a side and 50 million in all.");

    public static readonly Refusal Broken = new(422, "picture_broken", "The picture could not be read.");

    public static readonly Refusal TooManyBytes = new(413, "picture_too_many_bytes",
        "A picture has at most 10 MB.");

    public static readonly Refusal AddressRefused = new(422, "picture_address_refused",
        "Pictures are fetched from public http and https addresses.");

    public static readonly Refusal NotFetched = new(422, "picture_not_fetched",
        "The picture could not be fetched from there.");

    public static readonly Refusal Unavailable = new(503, "pictures_unavailable",
        "Pictures cannot be taken in right now; try again in a moment.")
    { RetryAfter = 5 };

    public static readonly Refusal NoUploads = new(409, "uploads_not_granted",
        "Here pictures are sent through the API itself.");

    public static readonly Refusal UploadNotFound = new(404, "upload_not_found",
        "There is no such upload of yours, or nothing was put there yet.");

    public static readonly Refusal PictureNotFound = new(404, "picture_not_found", "There is no such picture.");
}
